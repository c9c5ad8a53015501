package io.longhaul.activities.mysql;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a column's values are in a key and in a payload.
 *
 * <p>A key is text that can be bound again and finds exactly its row; a payload value is a JSON type, exact wherever one
 * can hold it, and otherwise a text. Each type names the SQL by which it is read, as the driver's own conversions
 * depend on time zones, display widths and zero dates.
 */
public enum ColumnType {
    /** Signed integers of every size, and YEAR. */
    INTEGER {
        @Override
        String keyText(ResultSet row, int index) throws SQLException {
            return Long.toString(row.getLong(index));
        }

        @Override
        @Nullable
        Object payload(ResultSet row, int index) throws SQLException {
            long value = row.getLong(index);
            return row.wasNull() ? null : value;
        }

        @Override
        void bind(PreparedStatement statement, int index, String text) throws SQLException {
            statement.setLong(index, Long.parseLong(text));
        }
    },
    /** Unsigned integers; in a payload a text where a {@link Long} is too small. */
    UNSIGNED {
        @Override
        String keyText(ResultSet row, int index) throws SQLException {
            return new BigInteger(row.getString(index)).toString();
        }

        @Override
        @Nullable
        Object payload(ResultSet row, int index) throws SQLException {
            return exact(row.getString(index));
        }

        @Override
        void bind(PreparedStatement statement, int index, String text) throws SQLException {
            statement.setBigDecimal(index, new BigDecimal(new BigInteger(text)));
        }
    },
    /** TINYINT(1), MySQL's BOOLEAN: 0 and 1 are booleans in a payload, whatever else it may hold stays a number. */
    FLAG {
        @Override
        String keyText(ResultSet row, int index) throws SQLException {
            return INTEGER.keyText(row, index);
        }

        @Override
        @Nullable
        Object payload(ResultSet row, int index) throws SQLException {
            long value = row.getLong(index);
            if (row.wasNull()) {
                return null;
            }
            return value == 0 ? (Object) false : value == 1 ? (Object) true : (Object) value;
        }

        @Override
        void bind(PreparedStatement statement, int index, String text) throws SQLException {
            INTEGER.bind(statement, index, text);
        }
    },
    /** BIT(1), a boolean. */
    BIT1 {
        @Override
        String select(Column column) {
            return "CAST(" + column.quoted() + " AS UNSIGNED)";
        }

        @Override
        String keyText(ResultSet row, int index) throws SQLException {
            return UNSIGNED.keyText(row, index);
        }

        @Override
        @Nullable
        Object payload(ResultSet row, int index) throws SQLException {
            long value = row.getLong(index);
            return row.wasNull() ? null : value == 1;
        }

        @Override
        void bind(PreparedStatement statement, int index, String text) throws SQLException {
            UNSIGNED.bind(statement, index, text);
        }
    },
    /** BIT of more than one bit, an unsigned integer. */
    BITS {
        @Override
        String select(Column column) {
            return "CAST(" + column.quoted() + " AS UNSIGNED)";
        }

        @Override
        String keyText(ResultSet row, int index) throws SQLException {
            return UNSIGNED.keyText(row, index);
        }

        @Override
        @Nullable
        Object payload(ResultSet row, int index) throws SQLException {
            return UNSIGNED.payload(row, index);
        }

        @Override
        void bind(PreparedStatement statement, int index, String text) throws SQLException {
            UNSIGNED.bind(statement, index, text);
        }
    },
    /** Exact decimals: texts, as a JSON number would lose digits. */
    DECIMAL {
        @Override
        String keyText(ResultSet row, int index) throws SQLException {
            return row.getBigDecimal(index).toPlainString();
        }

        @Override
        @Nullable
        Object payload(ResultSet row, int index) throws SQLException {
            BigDecimal value = row.getBigDecimal(index);
            return value == null ? null : value.toPlainString();
        }

        @Override
        void bind(PreparedStatement statement, int index, String text) throws SQLException {
            statement.setBigDecimal(index, new BigDecimal(text));
        }
    },
    /** FLOAT. Not of a key: the digits it is shown with are fewer than it holds, so that it would not find its row. */
    FLOAT {
        @Override
        boolean mayBeKey() {
            return false;
        }

        @Override
        @Nullable
        Object payload(ResultSet row, int index) throws SQLException {
            return DOUBLE.payload(row, index);
        }
    },
    DOUBLE {
        @Override
        String keyText(ResultSet row, int index) throws SQLException {
            return Double.toString(row.getDouble(index));
        }

        @Override
        @Nullable
        Object payload(ResultSet row, int index) throws SQLException {
            double value = row.getDouble(index);
            return row.wasNull() ? null : value;
        }

        @Override
        void bind(PreparedStatement statement, int index, String text) throws SQLException {
            statement.setDouble(index, Double.parseDouble(text));
        }
    },
    /** CHAR, VARCHAR and TEXT of every size; their collation decides which keys are equal, and their order. */
    TEXT,
    JSON {
        @Override
        boolean mayBeKey() {
            return false;
        }
    },
    /**
     * ENUM and SET. In a key it is the number of the member, because the database orders by number and compares with a
     * text by text.
     */
    ENUM {
        @Override
        String select(Column column) {
            return "CAST(" + column.quoted() + " AS UNSIGNED)";
        }

        @Override
        String selectPayload(Column column) {
            return column.quoted();
        }

        @Override
        String keyText(ResultSet row, int index) throws SQLException {
            return UNSIGNED.keyText(row, index);
        }

        @Override
        void bind(PreparedStatement statement, int index, String text) throws SQLException {
            UNSIGNED.bind(statement, index, text);
        }
    },
    /** BINARY, VARBINARY and BLOB: {@code 0x} and hexadecimal digits in a key, base64 in a payload. */
    BINARY {
        @Override
        String keyText(ResultSet row, int index) throws SQLException {
            return "0x" + HexFormat.of().formatHex(row.getBytes(index));
        }

        @Override
        @Nullable
        Object payload(ResultSet row, int index) throws SQLException {
            byte[] value = row.getBytes(index);
            return value == null ? null : Base64.getEncoder().encodeToString(value);
        }

        @Override
        void bind(PreparedStatement statement, int index, String text) throws SQLException {
            if (!text.startsWith("0x")) {
                throw new IllegalArgumentException("no hexadecimal key");
            }
            statement.setBytes(index, HexFormat.of().parseHex(text, 2, text.length()));
        }
    },
    /** {@code 2026-03-29}. */
    DATE {
        @Override
        String select(Column column) {
            return "CAST(" + column.quoted() + " AS CHAR)";
        }

        @Override
        String placeholder() {
            return "CAST(? AS DATE)";
        }

        @Override
        @Nullable
        Object payload(ResultSet row, int index) throws SQLException {
            return iso(row.getString(index), "");
        }
    },
    /** {@code 10:30:00}; it may be negative or longer than a day, as the database's own may. */
    TIME {
        @Override
        String select(Column column) {
            return "CAST(" + column.quoted() + " AS CHAR)";
        }

        @Override
        String placeholder() {
            return "CAST(? AS TIME(6))";
        }
    },
    /** A date and time with no zone: {@code 2026-03-29T10:30:00}. */
    DATETIME {
        @Override
        String select(Column column) {
            return "CAST(" + column.quoted() + " AS CHAR)";
        }

        @Override
        String placeholder() {
            return "CAST(? AS DATETIME(6))";
        }

        @Override
        @Nullable
        Object payload(ResultSet row, int index) throws SQLException {
            return iso(row.getString(index), "");
        }
    },
    /** A moment, read in UTC: {@code 2026-03-29T10:30:00Z}. */
    TIMESTAMP {
        @Override
        String select(Column column) {
            return "CAST(" + column.quoted() + " AS CHAR)";
        }

        @Override
        String placeholder() {
            return "CAST(? AS DATETIME(6))";
        }

        @Override
        @Nullable
        Object payload(ResultSet row, int index) throws SQLException {
            return iso(row.getString(index), "Z");
        }
    },
    /** Spatial values and vectors, as their bytes in base64. */
    OPAQUE {
        @Override
        boolean mayBeKey() {
            return false;
        }

        @Override
        @Nullable
        Object payload(ResultSet row, int index) throws SQLException {
            return BINARY.payload(row, index);
        }
    },
    /** Whatever else there is, such as MariaDB's UUID: the text that the database shows. */
    OTHER {
        @Override
        String select(Column column) {
            return "CAST(" + column.quoted() + " AS CHAR)";
        }
    };

    /**
     * The type of a column by what the information schema says.
     *
     * @param dataType such as {@code bigint}
     * @param columnType such as {@code bigint(20) unsigned}
     */
    static ColumnType of(String dataType, String columnType) {
        String declared = columnType.toLowerCase(Locale.ROOT);
        boolean unsigned = declared.contains("unsigned") || declared.contains("zerofill");
        return switch (dataType.toLowerCase(Locale.ROOT)) {
            case "tinyint" -> declared.startsWith("tinyint(1)") ? FLAG : unsigned ? UNSIGNED : INTEGER;
            case "smallint", "mediumint", "int", "integer", "bigint" -> unsigned ? UNSIGNED : INTEGER;
            case "year" -> INTEGER;
            case "bit" -> declared.startsWith("bit(1)") ? BIT1 : BITS;
            case "decimal", "numeric" -> DECIMAL;
            case "float" -> FLOAT;
            case "double", "real" -> DOUBLE;
            case "char", "varchar", "tinytext", "text", "mediumtext", "longtext" -> TEXT;
            case "json" -> JSON;
            case "enum", "set" -> ENUM;
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> BINARY;
            case "date" -> DATE;
            case "time" -> TIME;
            case "datetime" -> DATETIME;
            case "timestamp" -> TIMESTAMP;
            case "geometry",
                    "point",
                    "linestring",
                    "polygon",
                    "multipoint",
                    "multilinestring",
                    "multipolygon",
                    "geomcollection",
                    "geometrycollection",
                    "vector" -> OPAQUE;
            default -> OTHER;
        };
    }

    /** Whether it is one of the integers that count as they are. */
    boolean isInteger() {
        return this == INTEGER || this == UNSIGNED || this == FLAG;
    }

    boolean mayBeKey() {
        return true;
    }

    /** Reads the column as part of a key. */
    String select(Column column) {
        return column.quoted();
    }

    /** Reads the column as part of a payload. */
    String selectPayload(Column column) {
        return select(column);
    }

    /** Stands for a key's value, so that it is compared as the column's type. */
    String placeholder() {
        return "?";
    }

    /** Called only where {@link #mayBeKey()}; a key is never NULL. */
    String keyText(ResultSet row, int index) throws SQLException {
        return row.getString(index);
    }

    @Nullable
    Object payload(ResultSet row, int index) throws SQLException {
        return row.getString(index);
    }

    void bind(PreparedStatement statement, int index, String text) throws SQLException {
        statement.setString(index, text);
    }

    private static @Nullable Object exact(@Nullable String number) {
        if (number == null) {
            return null;
        }
        BigInteger value = new BigInteger(number);
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : (Object) value.toString();
    }

    /** A zero date, which is the database's word for none, is null. */
    private static @Nullable String iso(@Nullable String shown, String zone) {
        if (shown == null || shown.startsWith("0000-00-00")) {
            return null;
        }
        return shown.replace(' ', 'T') + zone;
    }
}
