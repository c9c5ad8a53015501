package io.longhaul.activities.sqlite;

import org.jspecify.annotations.Nullable;

/**
 * A column as it is declared.
 *
 * @param declared the declared type as it is written; empty for none
 * @param key its place in the primary key, from 1; 0 if it is not in it
 * @param defaultSql an expression; null for none
 * @param generatedSql the expression of a generated column; null if it is none
 * @param stored whether a generated column is stored
 * @param collation {@code BINARY} unless another is declared
 */
public record SqliteColumn(
        String name,
        String declared,
        boolean notNull,
        int key,
        @Nullable String defaultSql,
        @Nullable String generatedSql,
        boolean stored,
        String collation) {

    public static final String BINARY = "BINARY";

    public boolean generated() {
        return generatedSql != null;
    }
}
