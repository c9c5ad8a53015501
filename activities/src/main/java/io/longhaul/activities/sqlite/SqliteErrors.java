package io.longhaul.activities.sqlite;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** SQLite's errors as kinds. Its own message may quote SQL or values, and stays in the cause. */
final class SqliteErrors {

    private static final int PRIMARY_CODE = 0xff;

    private SqliteErrors() {}

    /** @param reading what was read when it failed, such as {@code table users} */
    static MigrationException of(Path file, String reading, SQLException error) {
        int code = error.getErrorCode();
        SQLiteErrorCode primary = SQLiteErrorCode.getErrorCode(code & PRIMARY_CODE);
        String what = reading + " of SQLite file " + file;
        return switch (primary) {
            case SQLITE_BUSY, SQLITE_LOCKED ->
                new MigrationException(
                        FailureKind.UNAVAILABLE,
                        what + " is locked by a program that writes to it: stop that program",
                        error);
            case SQLITE_CORRUPT, SQLITE_NOTADB ->
                new MigrationException(
                        FailureKind.SCHEMA_MISMATCH,
                        what + " is damaged: restore the file, or save what can be read by sqlite3's .recover",
                        error);
            case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH ->
                new MigrationException(
                        FailureKind.UNAUTHORIZED,
                        what + " can't be opened: check the permissions of the file and of its folder",
                        error);
            case SQLITE_READONLY ->
                new MigrationException(
                        FailureKind.SCHEMA_MISMATCH,
                        what + " was left in the middle of a change by a program that died: open it once with sqlite3,"
                                + " which rolls that back",
                        error);
            case SQLITE_IOERR ->
                new MigrationException(FailureKind.UNAVAILABLE, what + " can't be read from its disk now", error);
            case SQLITE_INTERRUPT ->
                new MigrationException(FailureKind.UNAVAILABLE, "reading " + what + " was interrupted", error);
            default ->
                new MigrationException(
                        FailureKind.UNKNOWN,
                        what + " can't be read (SQLite's error " + code
                                + "): sqlite3's PRAGMA integrity_check looks at the whole file",
                        error);
        };
    }
}
