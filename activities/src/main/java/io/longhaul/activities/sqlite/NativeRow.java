package io.longhaul.activities.sqlite;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import org.sqlite.core.DB;

/**
 * A row on SQLite's own interface: two calls for each value, nothing boxed, and a text as the bytes that are stored.
 * JDBC's would make a String of each text, and hide that one is invalid.
 */
final class NativeRow implements SqliteRow {

    private static final byte[] NONE = {};

    private final DB db;
    private final long statement;
    private final int columns;
    private final Charset encoding;

    NativeRow(DB db, long statement, Charset encoding) throws SQLException {
        this.db = db;
        this.statement = statement;
        this.columns = db.column_count(statement);
        this.encoding = encoding;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public int type(int column) {
        try {
            return db.column_type(statement, column);
        } catch (SQLException e) {
            throw new SqliteSession.ReadFailure(e);
        }
    }

    @Override
    public long integer(int column) {
        try {
            return db.column_long(statement, column);
        } catch (SQLException e) {
            throw new SqliteSession.ReadFailure(e);
        }
    }

    @Override
    public double real(int column) {
        try {
            return db.column_double(statement, column);
        } catch (SQLException e) {
            throw new SqliteSession.ReadFailure(e);
        }
    }

    @Override
    public byte[] bytes(int column) {
        try {
            boolean recode = !encoding.equals(StandardCharsets.UTF_8) && type(column) == TEXT;
            byte[] bytes = db.column_blob(statement, column);
            if (bytes == null) {
                return NONE;
            }
            return recode ? utf8(bytes, encoding) : bytes;
        } catch (SQLException e) {
            throw new SqliteSession.ReadFailure(e);
        }
    }

    /** A half of a surrogate pair has no UTF-8; it stays as invalid here as it was there. */
    static byte[] utf8(byte[] utf16, Charset encoding) {
        try {
            CharBuffer text = encoding.newDecoder().decode(ByteBuffer.wrap(utf16));
            return text.toString().getBytes(StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            byte[] bytes = new String(utf16, encoding).getBytes(StandardCharsets.UTF_8);
            byte[] invalid = Arrays.copyOf(bytes, bytes.length + 1);
            invalid[bytes.length] = (byte) 0xff;
            return invalid;
        }
    }
}
