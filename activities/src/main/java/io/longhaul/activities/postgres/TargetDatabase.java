package io.longhaul.activities.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jdbi.v3.core.JdbiException;

/** The PostgreSQL that a migration writes to. Safe for many threads. */
public final class TargetDatabase {

    /** What is done in a transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T in(Transaction transaction) throws SQLException;
    }

    private final DataSource source;
    private final String address;

    /**
     * @param source gives connections for as long as a transaction lasts
     * @param address host, port and database, for errors; never a password
     */
    public TargetDatabase(DataSource source, String address) {
        this.source = source;
        this.address = address;
    }

    public String address() {
        return address;
    }

    /** @param doing for errors, such as {@code copying table users} */
    public <T> T transaction(String doing, Watch watch, Work<T> work) {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try (Watched watched = new Watched(connection, watch)) {
                return run(connection, watched, work);
            }
        } catch (SQLException | JdbiException e) {
            throw PostgresErrors.of(address, doing, e);
        }
    }

    private static <T> T run(Connection connection, Watched watched, Work<T> work) throws SQLException {
        boolean done = false;
        try {
            T result = work.in(new Transaction(connection, watched));
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
