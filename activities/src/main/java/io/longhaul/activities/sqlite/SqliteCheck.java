package io.longhaul.activities.sqlite;

import org.jspecify.annotations.Nullable;

/**
 * A CHECK constraint.
 *
 * @param name null where it has none
 * @param column the column it is written at; null for one of the table
 */
public record SqliteCheck(@Nullable String name, @Nullable String column, String expression) {}
