package io.longhaul.activities.mysql;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.tls.TlsFailure;
import io.longhaul.workflows.engine.FailureKind;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * MySQL's and MariaDB's errors as kinds. The server's own message never goes into ours, as it may quote a value; it is
 * in the cause, for the log.
 */
final class MysqlErrors {

    private MysqlErrors() {}

    /** @param reading what was read when it failed, such as {@code table shop.memos} */
    static MigrationException of(MysqlSettings at, String reading, Exception error) {
        SQLException told = ofTheServer(error);
        if (told != null) {
            return byCode(at, reading, told, error);
        }
        return byCause(at, reading, error);
    }

    private static MigrationException byCode(MysqlSettings at, String reading, SQLException told, Exception error) {
        String server = "MySQL at " + at.address();
        int code = told.getErrorCode();
        return switch (code) {
            // Wrong user or password, in the words of several versions; a locked account, an expired password.
            case 1045, 1698, 1862, 1820, 3118, 3955, 4151 ->
                new MigrationException(
                        FailureKind.UNAUTHORIZED,
                        server + " refuses user " + at.user() + ": check MYSQL_USER and MYSQL_PASSWORD"
                                + perhapsTls(at),
                        error);
            case 1044 ->
                new MigrationException(
                        FailureKind.UNAUTHORIZED,
                        server + " does not let user " + at.user() + " into database " + at.database()
                                + ": check MYSQL_DATABASE, or grant SELECT on it",
                        error);
            case 1142, 1143, 1227, 1370 ->
                new MigrationException(
                        FailureKind.UNAUTHORIZED,
                        server + " does not let user " + at.user() + " read " + reading + ": grant SELECT on it",
                        error);
            case 1130 ->
                new MigrationException(
                        FailureKind.UNAUTHORIZED,
                        server + " takes no connections from this machine: allow it for user " + at.user(),
                        error);
            case 1251, 2059 ->
                new MigrationException(
                        FailureKind.UNAUTHORIZED,
                        server + " wants a way of logging in that the driver lacks: change the plugin of user "
                                + at.user(),
                        error);
            case 1049 ->
                new MigrationException(
                        FailureKind.SCHEMA_MISMATCH,
                        server + " has no database " + at.database() + ": check MYSQL_DATABASE",
                        error);
            case 1146, 1051, 1109 ->
                new MigrationException(
                        FailureKind.SCHEMA_MISMATCH,
                        server + " no longer has what is read, " + reading + ": check MYSQL_TABLE",
                        error);
            case 1054, 1176 ->
                new MigrationException(
                        FailureKind.SCHEMA_MISMATCH,
                        server + " has " + reading + ", but no longer a column or index that it had: run it again",
                        error);
            case 1205, 3024, 1969 ->
                new MigrationException(
                        FailureKind.TIMEOUT,
                        server + " gave up " + reading + " after its own time-out: try later",
                        error);
            case 1213, 1317, 1927, 1412, 1040, 1203, 1226, 1053, 1129, 4031 ->
                new MigrationException(
                        FailureKind.UNAVAILABLE,
                        server + " cannot read " + reading + " now (error " + code + "): it may be busy or restarting",
                        error);
            default -> byState(at, reading, told, error);
        };
    }

    private static MigrationException byState(MysqlSettings at, String reading, SQLException told, Exception error) {
        String state = told.getSQLState() == null ? "" : told.getSQLState();
        if (state.startsWith("28")) {
            return new MigrationException(
                    FailureKind.UNAUTHORIZED,
                    "MySQL at " + at.address() + " refuses user " + at.user() + ": check MYSQL_USER and MYSQL_PASSWORD",
                    error);
        }
        if (state.startsWith("08")) {
            return byCause(at, reading, error);
        }
        return new MigrationException(
                FailureKind.UNKNOWN,
                "MySQL at " + at.address() + " answered error " + told.getErrorCode() + " (SQL state " + state + ") on "
                        + reading + ": its own log has its words",
                error);
    }

    private static MigrationException byCause(MysqlSettings at, String reading, Exception error) {
        if (causedBy(error, UnknownHostException.class)) {
            return new MigrationException(
                    FailureKind.UNAVAILABLE,
                    "no host is known as " + at.host() + " to read MySQL from: check MYSQL_HOST",
                    error);
        }
        if (causedBy(error, SocketTimeoutException.class) || causedBy(error, SQLTimeoutException.class)) {
            return new MigrationException(
                    FailureKind.TIMEOUT,
                    "MySQL at " + at.address() + " does not answer in time on " + reading
                            + ": check MYSQL_HOST and MYSQL_PORT, and what the server is busy with",
                    error);
        }
        Optional<TlsFailure> tls = TlsFailure.of(error);
        if (tls.isPresent()) {
            return new MigrationException(
                    FailureKind.UNAUTHORIZED,
                    "MySQL at " + at.address() + " " + tls.get().words(MysqlTls.NAMES),
                    error);
        }
        if (causedBy(error, SSLException.class)) {
            return new MigrationException(
                    FailureKind.UNAVAILABLE,
                    "MySQL at " + at.address() + " and the driver agree on no TLS: check the server's certificate",
                    error);
        }
        if (publicKeyWithheld(error)) {
            return new MigrationException(
                    FailureKind.UNAUTHORIZED,
                    "MySQL at " + at.address() + " has TLS switched off, and the password of user " + at.user()
                            + " is not sent without: switch it on",
                    error);
        }
        if (noConnection(error)) {
            return new MigrationException(
                    FailureKind.UNAVAILABLE,
                    "no MySQL can be reached at " + at.address()
                            + ": check MYSQL_HOST and MYSQL_PORT, and that the server runs"
                            + (at.tls().required() ? " with TLS as MYSQL_SSL_MODE asks for" : "") + perhapsTls(at),
                    error);
        }
        return new MigrationException(
                FailureKind.UNKNOWN,
                "the driver failed on " + reading + " of MySQL at " + at.address() + " with "
                        + error.getClass().getName(),
                error);
    }

    private static String perhapsTls(MysqlSettings at) {
        return at.tls().required() ? TlsFailure.perhaps(MysqlTls.NAMES) : "";
    }

    private static boolean noConnection(Throwable error) {
        return causedBy(error, IOException.class)
                || causedBy(error, SQLTransientConnectionException.class)
                || causedBy(error, SQLNonTransientConnectionException.class)
                || chain(error).stream()
                        .anyMatch(cause -> cause instanceof SQLException sql
                                && sql.getSQLState() != null
                                && sql.getSQLState().startsWith("08"));
    }

    /** The innermost error that the server itself sent; pool and driver wrap it in their own. */
    private static @Nullable SQLException ofTheServer(Throwable error) {
        SQLException found = null;
        for (Throwable cause : chain(error)) {
            if (cause instanceof SQLException sql && sql.getErrorCode() > 0) {
                found = sql;
            }
        }
        return found;
    }

    private static boolean publicKeyWithheld(Throwable error) {
        return chain(error).stream()
                .map(Throwable::getMessage)
                .anyMatch(message -> message != null && message.contains("Public Key Retrieval is not allowed"));
    }

    private static boolean causedBy(Throwable error, Class<? extends Throwable> type) {
        return chain(error).stream().anyMatch(type::isInstance);
    }

    /** From the outermost on; a chain that bites its own tail ends there. */
    private static List<Throwable> chain(Throwable error) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> causes = new ArrayList<>();
        Throwable cause = error;
        while (cause != null && seen.add(cause)) {
            causes.add(cause);
            cause = cause.getCause();
        }
        return causes;
    }
}
