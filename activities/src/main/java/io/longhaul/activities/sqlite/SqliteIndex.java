package io.longhaul.activities.sqlite;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An index, made by {@code CREATE INDEX} or by a constraint.
 *
 * @param origin what made it
 * @param where the condition of a partial index; null for none
 */
public record SqliteIndex(
        String name,
        boolean unique,
        Origin origin,
        List<Part> parts,
        @Nullable String where) {

    public enum Origin {
        CREATE_INDEX,
        UNIQUE,
        PRIMARY_KEY
    }

    /**
     * @param column null for an expression
     * @param expression null for a column
     */
    public record Part(@Nullable String column, @Nullable String expression, boolean descending, String collation) {}

    public SqliteIndex {
        parts = List.copyOf(parts);
    }

    /** Whether it is over columns alone and over all rows, so that a constraint may stand for it. */
    public boolean plain() {
        return where == null && parts.stream().allMatch(part -> part.column() != null);
    }

    public List<String> columns() {
        return parts.stream().map(Part::column).filter(Objects::nonNull).toList();
    }
}
