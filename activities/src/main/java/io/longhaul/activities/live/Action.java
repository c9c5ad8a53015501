package io.longhaul.activities.live;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

/**
 * A statement that changes a live table, or several in one transaction.
 *
 * @param unless a condition that holds when it is done already
 * @param manner how it is run, so that it keeps nobody waiting
 */
public record Action(String sql, String unless, Manner manner) {

    /** How a statement treats others. */
    public enum Manner {
        /** Takes a lock that others wait behind, for moments only. */
        BRIEF,
        /** Reads all rows, and lets others write. */
        CALM,
        /** Can't be in a transaction, and lets others write. */
        ALONE
    }

    static Action brief(String sql, String unless) {
        return new Action(sql, unless, Manner.BRIEF);
    }

    static Action calm(String sql, String unless) {
        return new Action(sql, unless, Manner.CALM);
    }

    static Action alone(String sql, String unless) {
        return new Action(sql, unless, Manner.ALONE);
    }

    /** Whether the table has a column, as a condition. */
    static String hasColumn(LiveTable table, String column) {
        return "EXISTS (SELECT FROM pg_attribute WHERE attrelid = " + table.oid() + " AND attname = " + literal(column)
                + " AND attnum > 0 AND NOT attisdropped)";
    }

    static String isNotNull(LiveTable table, String column) {
        return "EXISTS (SELECT FROM pg_attribute WHERE attrelid = " + table.oid() + " AND attname = " + literal(column)
                + " AND attnotnull)";
    }

    static String hasConstraint(LiveTable table, String name) {
        return "EXISTS (SELECT FROM pg_constraint WHERE conrelid = " + table.oid() + " AND conname = " + literal(name)
                + ")";
    }

    static String isValidated(LiveTable table, String name) {
        return "EXISTS (SELECT FROM pg_constraint WHERE conrelid = " + table.oid() + " AND conname = " + literal(name)
                + " AND convalidated)";
    }

    static String not(String condition) {
        return "NOT " + condition;
    }

    static String alter(LiveTable table, String change) {
        return "ALTER TABLE " + table.quotedName() + " " + change;
    }

    static String column(String name) {
        return "COLUMN " + quoted(name);
    }
}
