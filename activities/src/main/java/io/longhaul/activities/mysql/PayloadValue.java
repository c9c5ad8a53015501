package io.longhaul.activities.mysql;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads one column's value for a payload: a JSON type, exact wherever one can hold it, and otherwise a text. */
@FunctionalInterface
interface PayloadValue {

    @Nullable
    Object read(ResultSet row, int index) throws SQLException;

    static @Nullable Object signed(ResultSet row, int index) throws SQLException {
        long value = row.getLong(index);
        return row.wasNull() ? null : value;
    }

    /** A text where a {@link Long} is too small. */
    static @Nullable Object unsigned(ResultSet row, int index) throws SQLException {
        String digits = row.getString(index);
        if (digits == null) {
            return null;
        }
        BigInteger value = new BigInteger(digits);
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : (Object) value.toString();
    }

    /** 0 and 1 are booleans; whatever else there is stays a number. */
    static @Nullable Object flag(ResultSet row, int index) throws SQLException {
        long value = row.getLong(index);
        if (row.wasNull()) {
            return null;
        }
        return value == 0 || value == 1 ? (Object) (value == 1) : (Object) value;
    }

    static @Nullable Object decimal(ResultSet row, int index) throws SQLException {
        BigDecimal value = row.getBigDecimal(index);
        return value == null ? null : value.toPlainString();
    }

    static @Nullable Object floating(ResultSet row, int index) throws SQLException {
        double value = row.getDouble(index);
        return row.wasNull() ? null : value;
    }

    static @Nullable Object text(ResultSet row, int index) throws SQLException {
        return row.getString(index);
    }

    static @Nullable Object base64(ResultSet row, int index) throws SQLException {
        byte[] value = row.getBytes(index);
        return value == null ? null : Base64.getEncoder().encodeToString(value);
    }

    static @Nullable Object dateTime(ResultSet row, int index) throws SQLException {
        String shown = row.getString(index);
        // A zero date is the database's word for none.
        return shown == null || shown.startsWith("0000-00-00") ? null : shown.replace(' ', 'T');
    }

    static @Nullable Object moment(ResultSet row, int index) throws SQLException {
        Object shown = dateTime(row, index);
        return shown == null ? null : shown + "Z";
    }
}
