package io.longhaul.activities.sqlite;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.TempStore;

/**
 * A SQLite database that is read and never written. Safe for many threads; each takes a {@link SqliteSession} of its own.
 *
 * <p>It is opened with {@code mode=ro}. A database with a write-ahead log (WAL) needs more than its file: whatever is in
 * the log is read with it, and SQLite keeps an index of the log beside it ({@code -shm}), which it makes where there is
 * none. So the folder must be writable, or the index be there. Only where it is neither, and the log is empty or missing,
 * the file is opened as {@code immutable}: then the file is all there is to read, and {@link #requireUnchanged} finds out
 * if somebody wrote after all. An immutable file is read without locks and without its log, so in any other case that
 * could give old or torn data, and is never done.
 */
public final class SqliteFile {

    private static final String MAGIC = "SQLite format 3\0";
    private static final int HEADER = 100;
    private static final int READ_VERSION = 19;
    private static final byte WAL = 2;
    private static final int BUSY_MILLIS = 10_000;

    private final Path path;

    private SqliteFile(Path path) {
        this.path = path;
    }

    /** @throws MigrationException where there is no such file, or it is no SQLite database */
    public static SqliteFile at(Path path) {
        SqliteFile file = new SqliteFile(real(path.toAbsolutePath().normalize()));
        file.header();
        return file;
    }

    /** SQLite keeps its log beside the file itself, and not beside a link to it. */
    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path;
        }
    }

    public Path path() {
        return path;
    }

    /** What the file is like now. */
    public Fingerprint fingerprint() {
        try {
            return Fingerprint.of(path);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** @throws MigrationException where the file is another than it was */
    public void requireUnchanged(Fingerprint before) {
        if (!before.equals(fingerprint())) {
            throw new MigrationException(
                    FailureKind.SCHEMA_MISMATCH,
                    "SQLite file " + path
                            + " has changed since the run began: stop what writes to it, and begin a new run,"
                            + " or migrate a copy made by sqlite3's .backup");
        }
    }

    /** Opens it; to be closed by the caller, and used by one thread at a time. */
    public SqliteSession open() {
        byte[] header = header();
        try {
            return session(header[READ_VERSION] == WAL && needsImmutable());
        } catch (SQLException e) {
            throw SqliteErrors.of(path, "the schema", e);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private boolean needsImmutable() throws IOException {
        boolean index = Files.exists(path.resolveSibling(path.getFileName() + "-shm"));
        Path folder = path.getParent();
        return Fingerprint.size(Fingerprint.log(path)) == 0 && !index && folder != null && !Files.isWritable(folder);
    }

    private SqliteSession session(boolean immutable) throws SQLException {
        String url = "jdbc:sqlite:file:" + escaped() + "?mode=ro" + (immutable ? "&immutable=1" : "");
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MILLIS);
        // Sorting and grouping a large table goes to a file, so that memory stays bounded.
        config.setTempStore(TempStore.FILE);
        Connection connection = DriverManager.getConnection(url, config.toProperties());
        try (Statement statement = connection.createStatement()) {
            // The first read takes the locks, and fails where opening did not.
            statement.executeQuery("SELECT count(*) FROM main.sqlite_master").close();
            return new SqliteSession(path, connection);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private String escaped() {
        return path.toString().replace("%", "%25").replace("?", "%3f").replace("#", "%23");
    }

    private byte[] header() {
        try {
            if (!Files.isRegularFile(path)) {
                throw new MigrationException(
                        FailureKind.INVALID_SPEC,
                        "there is no file " + path + " to migrate: check the spec's file, which every worker must see");
            }
            byte[] header = Fingerprint.read(path, 0, HEADER).array();
            if (!new String(header, 0, MAGIC.length(), StandardCharsets.ISO_8859_1).equals(MAGIC)) {
                throw new MigrationException(
                        FailureKind.INVALID_SPEC,
                        path + " is no SQLite database, or an encrypted one: check the spec's file");
            }
            return header;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private MigrationException unreadable(IOException e) {
        return new MigrationException(
                FailureKind.UNAUTHORIZED, "file " + path + " can't be read: check its permissions", e);
    }
}
