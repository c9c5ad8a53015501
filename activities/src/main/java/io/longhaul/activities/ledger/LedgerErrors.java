package io.longhaul.activities.ledger;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.postgres.PostgresSettings;
import io.longhaul.activities.postgres.SqlState;
import io.longhaul.activities.tls.TlsFailure;
import io.longhaul.workflows.engine.FailureKind;
import java.sql.SQLException;
import java.util.Optional;

/** Postgres' errors in the terms of {@link FailureKind}. */
final class LedgerErrors {

    private LedgerErrors() {}

    static MigrationException of(PostgresSettings settings, Throwable error) {
        String state = SqlState.of(error);
        String where = "the ledger at " + settings.describe();
        Optional<TlsFailure> tls = TlsFailure.of(error);
        if (tls.isPresent()) {
            return new MigrationException(
                    FailureKind.UNAUTHORIZED, where + " " + tls.get().words(settings.tls()), error);
        }
        if (state.startsWith("28")) {
            return new MigrationException(
                    FailureKind.UNAUTHORIZED,
                    where + " refuses user " + settings.user() + ": check user and password in LEDGER_URL"
                            + settings.perhapsTls(),
                    error);
        }
        if (state.equals("3D000")) {
            return new MigrationException(
                    FailureKind.SCHEMA_MISMATCH,
                    where + " has no database of that name: create it, or name another in LEDGER_URL",
                    error);
        }
        if (state.equals("42501")) {
            return new MigrationException(
                    FailureKind.UNAUTHORIZED,
                    where + " lets user " + settings.user() + " not do this: grant it the ledger's tables",
                    error);
        }
        if (state.equals("26000") || state.equals("42P05")) {
            return new MigrationException(
                    FailureKind.INVALID_SPEC,
                    where + " is behind a pooler that gives every transaction another connection: add "
                            + "prepareThreshold=0 to the query of LEDGER_URL, or use a port with sessions",
                    error);
        }
        if (says(error, "unsupported startup parameter")) {
            return new MigrationException(
                    FailureKind.INVALID_SPEC,
                    where + " is behind a pooler that takes no options: leave them out of LEDGER_URL, and give the user"
                            + " its search_path with alter role",
                    error);
        }
        if (state.startsWith("42")) {
            return new MigrationException(
                    FailureKind.SCHEMA_MISMATCH,
                    where + " has other tables than this version of Longhaul needs: start a worker or starter of "
                            + "this version, which brings them up to date",
                    error);
        }
        if (state.equals("57014") || state.startsWith("55")) {
            return new MigrationException(FailureKind.TIMEOUT, where + " did not answer in time", error);
        }
        if (state.startsWith("40")) {
            return new MigrationException(
                    FailureKind.UNAVAILABLE, where + " gave up a transaction in favour of another", error);
        }
        if (state.equals("25006")) {
            return new MigrationException(
                    FailureKind.UNAVAILABLE,
                    where + " takes no writes: check that it is no standby and its disk is not full",
                    error);
        }
        if (state.equals("53100")) {
            return new MigrationException(FailureKind.UNAVAILABLE, where + " has no disk space left", error);
        }
        if (state.isEmpty() || state.startsWith("08") || state.startsWith("57") || state.startsWith("53")) {
            return new MigrationException(
                    FailureKind.UNAVAILABLE,
                    where + " can't be reached: check that it runs, host and port in LEDGER_URL"
                            + settings.perhapsTls(),
                    error);
        }
        return new MigrationException(FailureKind.UNKNOWN, where + " failed with SQL state " + state, error);
    }

    /** PgBouncer has one SQL state for all that it has to say itself. */
    private static boolean says(Throwable error, String words) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException
                    && String.valueOf(cause.getMessage()).contains(words)) {
                return true;
            }
        }
        return false;
    }
}
