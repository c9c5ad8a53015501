package io.longhaul.activities.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be done in a transaction on the target. */
public final class Transaction {

    private static final Logger LOG = LoggerFactory.getLogger(Transaction.class);

    private final Connection connection;
    private final Watched watched;
    private final Handle handle;

    Transaction(Connection connection, Watched watched) {
        this.connection = connection;
        this.watched = watched;
        this.handle = Jdbi.open(connection);
    }

    /** For statements of ours, with parameters. */
    public Handle sql() {
        return handle;
    }

    /** For statements of a plan, in which a colon or a question mark means nothing. */
    public void execute(String statement) throws SQLException {
        try (Statement jdbc = connection.createStatement()) {
            jdbc.execute(statement);
        }
    }

    /** The same, with how many rows it changed. */
    public long change(String statement) throws SQLException {
        try (Statement jdbc = connection.createStatement()) {
            return jdbc.executeLargeUpdate(statement);
        }
    }

    /** Reads a row. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** The rows of such a statement. */
    public <T> List<T> rows(String query, Reader<T> reader) throws SQLException {
        try (Statement jdbc = connection.createStatement();
                ResultSet found = jdbc.executeQuery(query)) {
            List<T> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(reader.read(found));
            }
            return rows;
        }
    }

    /** The same, or those of another query where the first one fails of what is in a row. */
    public <T> List<T> rows(String query, String otherwise, Reader<T> reader) throws SQLException {
        if (query.equals(otherwise)) {
            return rows(query, reader);
        }
        Savepoint before = connection.setSavepoint();
        List<T> rows;
        try {
            rows = rows(query, reader);
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (!state.startsWith("22") && !state.startsWith("23")) {
                throw e;
            }
            connection.rollback(before);
            rows = rows(otherwise, reader);
        }
        // Within it, what is written next would bear the id of a transaction of its own.
        connection.releaseSavepoint(before);
        return rows;
    }

    /** The only row of such a statement. */
    public <T> T row(String query, Reader<T> reader) throws SQLException {
        return rows(query, reader).get(0);
    }

    /** Whether a condition that needs no row holds. */
    public boolean holds(String condition) throws SQLException {
        return row("SELECT coalesce((" + condition + "), false)", row -> row.getBoolean(1));
    }

    /**
     * Tries something, and undoes it if it fails.
     *
     * @return what it failed of; null where it did not
     */
    public @Nullable SQLException attempt(String statement) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            execute(statement);
            return null;
        } catch (SQLException e) {
            connection.rollback(before);
            return e;
        }
    }

    /** The same outside a transaction, for what may fail without harm. */
    public void attemptAlone(String statement) {
        try {
            execute(statement);
        } catch (SQLException e) {
            LOG.debug("a statement that need not succeed failed with SQL state {}", e.getSQLState());
        }
    }

    public CopyManager copy() throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }

    /** Undoes what was done so far. */
    public void giveUp() throws SQLException {
        connection.rollback();
    }

    public void check() {
        watched.check();
    }
}
