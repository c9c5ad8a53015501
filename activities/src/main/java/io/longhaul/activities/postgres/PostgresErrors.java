package io.longhaul.activities.postgres;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.tls.TlsFailure;
import io.longhaul.workflows.engine.FailureKind;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * PostgreSQL's errors as kinds. They name the setting that the server was named by, and the table, column and constraint that
 * it names. Its own message never goes into ours, as it may quote a value.
 */
final class PostgresErrors {

    private PostgresErrors() {}

    /** @param doing what was done when it failed, such as {@code copying table users} */
    static MigrationException of(PostgresSettings settings, String doing, Throwable error) {
        String state = SqlState.of(error);
        String setting = settings.setting();
        String where = "PostgreSQL at " + settings.describe();
        String kind = state.length() < 2 ? "08" : state.substring(0, 2);
        // A server's words may be anything; those of a connection that could not be made are the driver's and Java's.
        Optional<TlsFailure> tls = kind.equals("08") ? TlsFailure.of(error) : Optional.empty();
        if (tls.isPresent()) {
            return new MigrationException(
                    FailureKind.UNAUTHORIZED, where + " " + tls.get().words(settings.tls()), error);
        }
        return switch (kind) {
            case "08", "57", "53" -> unavailable(where, doing, state, settings, error);
            case "22", "23", "54" ->
                new MigrationException(
                        FailureKind.REJECTED_RECORD,
                        where + " refused a row while " + doing + " (SQL state " + state + named(error)
                                + "), which was found to fit before: the server's own log has its words",
                        error);
            case "28" ->
                new MigrationException(
                        FailureKind.UNAUTHORIZED,
                        where + " refuses the user: check user and password in " + setting + settings.perhapsTls(),
                        error);
            case "3D" ->
                new MigrationException(
                        FailureKind.SCHEMA_MISMATCH,
                        where + " has no database of that name: create it, or name another in " + setting,
                        error);
            case "40", "55" ->
                new MigrationException(
                        FailureKind.UNAVAILABLE,
                        where + " gave up " + doing + " in favour of somebody else's work on the same tables",
                        error);
            case "25" ->
                new MigrationException(
                        FailureKind.UNAVAILABLE,
                        where
                                + (state.equals("25P03")
                                        ? " ended the transaction of " + doing
                                                + ", as nothing was done in it for too long"
                                        : " takes no writes: check that it is no standby"),
                        error);
            case "2B" ->
                new MigrationException(
                        FailureKind.SCHEMA_MISMATCH,
                        where + " has something that was not made by this job and depends on what it made, so " + doing
                                + " is not done: drop that first, such as views or foreign keys",
                        error);
            case "26" -> pooler(where, setting, error);
            case "42", "3F" -> wrongSchema(where, doing, state, setting, error);
            default ->
                new MigrationException(
                        FailureKind.UNKNOWN,
                        where + " failed with SQL state " + state + " while " + doing + named(error)
                                + ": the server's own log has its words",
                        error);
        };
    }

    private static MigrationException unavailable(
            String where, String doing, String state, PostgresSettings settings, Throwable error) {
        return switch (state) {
            case "53100" ->
                new MigrationException(FailureKind.UNAVAILABLE, where + " has no disk space left: make room", error);
            case "53300" ->
                new MigrationException(
                        FailureKind.UNAVAILABLE,
                        where + " has no connection left: raise max_connections, or lower the concurrency",
                        error);
            case "57014" -> new MigrationException(FailureKind.TIMEOUT, where + " was told to stop " + doing, error);
            default ->
                new MigrationException(
                        FailureKind.UNAVAILABLE,
                        where + " can't be reached, or was lost while " + doing
                                + ": check that it runs, and host and port in " + settings.setting()
                                + settings.perhapsTls(),
                        error);
        };
    }

    private static MigrationException wrongSchema(
            String where, String doing, String state, String setting, Throwable error) {
        if (state.equals("42501")) {
            return new MigrationException(
                    FailureKind.UNAUTHORIZED,
                    where + " does not let the user go on with " + doing
                            + ": grant it CREATE on the database, and the schemas",
                    error);
        }
        if (state.equals("42P05")) {
            return pooler(where, setting, error);
        }
        if (state.equals("42P01") || state.equals("3F000")) {
            return new MigrationException(
                    FailureKind.SCHEMA_MISMATCH,
                    where + " no longer has a table that is needed for " + doing + ": prepare the target again",
                    error);
        }
        return new MigrationException(
                FailureKind.SCHEMA_MISMATCH,
                where + " refuses a statement while " + doing + " (SQL state " + state
                        + "): its tables or its version are other than the plan's",
                error);
    }

    private static MigrationException pooler(String where, String setting, Throwable error) {
        return new MigrationException(
                FailureKind.INVALID_SPEC,
                where + " is behind a pooler that gives every transaction another connection: add prepareThreshold=0 to"
                        + " the query of " + setting + ", or use a port with sessions",
                error);
    }

    /** What the server says that it is about, by name. */
    private static String named(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            ServerErrorMessage told = cause instanceof PSQLException sql ? sql.getServerErrorMessage() : null;
            if (told != null) {
                return named(", table ", told.getTable())
                        + named(", column ", told.getColumn())
                        + named(", constraint ", told.getConstraint());
            }
        }
        return "";
    }

    private static String named(String what, @Nullable String name) {
        return name == null ? "" : what + name;
    }
}
