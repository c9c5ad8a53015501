package io.longhaul.activities.sqlite;

/** Takes rows one after the other. */
@FunctionalInterface
public interface RowHandler {

    /** @return whether to go on */
    boolean take(SqliteRow row);
}
