package io.longhaul.activities.postgres;

import java.sql.SQLException;

/** What PostgreSQL says went wrong, in five letters. */
public final class SqlState {

    private SqlState() {}

    /** The first in the chain of causes; empty when there is none, as for a pool without a connection. */
    public static String of(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }
}
