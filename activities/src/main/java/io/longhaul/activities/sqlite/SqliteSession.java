package io.longhaul.activities.sqlite;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.Function;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;

/** An open SQLite database. For one thread at a time. Every failure is a {@link MigrationException}. */
public final class SqliteSession implements AutoCloseable {

    private static final int ROW = 100;
    private static final int DONE = 101;

    /** Rows between two looks at whether the thread is to stop. */
    private static final int LOOK = 0x3ff;

    /** Carries an error of SQLite through a {@link RowHandler}. */
    static final class ReadFailure extends RuntimeException {
        private final SQLException error;

        ReadFailure(SQLException error) {
            super(error);
            this.error = error;
        }
    }

    private final Path path;
    private final Connection connection;
    private final Charset encoding;

    SqliteSession(Path path, Connection connection) throws SQLException {
        this.path = path;
        this.connection = connection;
        this.encoding = switch (text("PRAGMA encoding")) {
            case "UTF-16le" -> StandardCharsets.UTF_16LE;
            case "UTF-16be" -> StandardCharsets.UTF_16BE;
            default -> StandardCharsets.UTF_8;
        };
    }

    public SqliteSchema schema() {
        try {
            return new SchemaReader(connection).read();
        } catch (SQLException e) {
            throw SqliteErrors.of(path, "the schema", e);
        }
    }

    /**
     * Runs a query and hands over its rows.
     *
     * @param reading what is read, for errors, such as {@code table users}
     */
    public void read(String reading, String sql, RowHandler handler) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            ((CoreStatement) statement).pointer.safeRunConsume((db, pointer) -> step(db, pointer, handler));
        } catch (ReadFailure e) {
            throw SqliteErrors.of(path, reading, e.error);
        } catch (SQLException e) {
            throw SqliteErrors.of(path, reading, e);
        }
    }

    private void step(DB db, long pointer, RowHandler handler) throws SQLException {
        NativeRow row = new NativeRow(db, pointer, encoding);
        int code = db.step(pointer);
        for (long rows = 1; code == ROW; rows++) {
            if ((rows & LOOK) == 0 && Thread.currentThread().isInterrupted()) {
                throw new MigrationException(
                        FailureKind.UNAVAILABLE, "reading SQLite file " + path + " was interrupted");
            }
            if (!handler.take(row)) {
                return;
            }
            code = db.step(pointer);
        }
        if (code != DONE) {
            db.throwex(code);
        }
    }

    /** The single number that a query answers with; 0 for none. */
    public long number(String reading, String sql) {
        long[] number = {0};
        read(reading, sql, row -> {
            number[0] = row.integer(0);
            return false;
        });
        return number[0];
    }

    /** Makes a function known to this session's SQL; it must give the same for the same arguments. */
    public void define(String name, int arguments, Function function) {
        try {
            Function.create(connection, name, function, arguments, Function.FLAG_DETERMINISTIC);
        } catch (SQLException e) {
            throw SqliteErrors.of(path, "a function", e);
        }
    }

    /** Runs statements about temporary tables; nothing else can be written. */
    public void execute(String doing, String... statements) {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw SqliteErrors.of(path, doing, e);
        }
    }

    /** A text in UTF-8, as a {@link SqliteRow} has it, of the bytes that a function is given. */
    public byte[] utf8(byte[] stored) {
        return encoding.equals(StandardCharsets.UTF_8) ? stored : NativeRow.utf8(stored, encoding);
    }

    private String text(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    /** Ends what is read at this moment on another thread, with an error there. */
    public void interrupt() {
        try {
            connection.unwrap(SQLiteConnection.class).getDatabase().interrupt();
        } catch (SQLException e) {
            throw SqliteErrors.of(path, "the file", e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw SqliteErrors.of(path, "the file", e);
        }
    }
}
