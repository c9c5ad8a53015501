package io.longhaul.activities.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** The PostgreSQL that a migration writes to. Safe for many threads. */
public final class TargetDatabase {

    /** What is done in a transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T in(Transaction transaction) throws SQLException;
    }

    /**
     * A managed server may give every statement a minute, and an index takes hours. Whether a step still lives, its heartbeats
     * say. A server may also have every transaction see but what was there when it began; what comes after a lock is to see
     * what was written before it.
     */
    private static final String AS_WE_NEED_IT = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED;"
            + " SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0";

    private final DataSource source;
    private final PostgresSettings settings;

    /**
     * @param source gives connections for as long as a transaction lasts
     * @param settings by which it was named, for errors
     */
    public TargetDatabase(DataSource source, PostgresSettings settings) {
        this.source = source;
        this.settings = settings;
    }

    /** Host, port and database, for errors. */
    public String address() {
        return settings.describe();
    }

    /**
     * Bytes free where the server keeps its data, if that is a disk of this machine.
     *
     * @return null where the server is elsewhere, or does not tell its directory to this user
     */
    public @Nullable Long freeBytes() {
        Optional<String> directory = transaction(
                "looking at its disk",
                () -> {},
                transaction -> transaction.sql().select("""
                        SELECT CASE WHEN pg_has_role('pg_read_all_settings', 'MEMBER')
                                     AND coalesce(host(inet_server_addr()), '127.0.0.1') IN ('127.0.0.1', '::1')
                                    THEN current_setting('data_directory') END""").mapTo(String.class).findFirst());
        try {
            return directory.isPresent() && Files.isDirectory(Path.of(directory.get()))
                    ? Files.getFileStore(Path.of(directory.get())).getUsableSpace()
                    : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** @param doing for errors, such as {@code copying table users} */
    public <T> T transaction(String doing, Watch watch, Work<T> work) {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try (Watched watched = new Watched(connection, watch)) {
                return run(connection, watched, work);
            }
        } catch (SQLException | JdbiException e) {
            throw PostgresErrors.of(settings, doing, e);
        }
    }

    /** The same for statements that can't be in a transaction: each is one by itself. */
    public <T> T alone(String doing, Watch watch, Work<T> work) {
        try (Connection connection = source.getConnection();
                Watched watched = new Watched(connection, watch)) {
            try {
                T result = work.in(new Transaction(connection, watched));
                watched.check();
                return result;
            } catch (SQLException | JdbiException e) {
                watched.check();
                throw e;
            }
        } catch (SQLException | JdbiException e) {
            throw PostgresErrors.of(settings, doing, e);
        }
    }

    private static <T> T run(Connection connection, Watched watched, Work<T> work) throws SQLException {
        boolean done = false;
        try {
            Transaction transaction = new Transaction(connection, watched);
            transaction.execute(AS_WE_NEED_IT);
            T result = work.in(transaction);
            watched.check();
            connection.commit();
            done = true;
            return result;
        } catch (SQLException | JdbiException e) {
            watched.check();
            throw e;
        } finally {
            if (!done) {
                rollback(connection);
            }
        }
    }

    /** What failed is told already, and a server that is gone has rolled back by itself. */
    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            return;
        }
    }
}
