package io.longhaul.activities.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** What can be done in a transaction on the target. */
public final class Transaction {

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
