package io.longhaul.activities.mysql;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a column's values are in a key and in a payload. Each type names the SQL by which it is read, as the driver's own
 * conversions depend on time zones, display widths and zero dates.
 */
public enum ColumnType {
    /** Signed integers of every size, and YEAR. */
    INTEGER(KeyCodec.SIGNED, PayloadValue::signed),
    /** Unsigned integers; in a payload a text where a {@link Long} is too small. */
    UNSIGNED(KeyCodec.UNSIGNED, PayloadValue::unsigned),
    /** TINYINT(1), MySQL's BOOLEAN: 0 and 1 are booleans in a payload, whatever else it may hold stays a number. */
    FLAG(KeyCodec.SIGNED, PayloadValue::flag),
    /** BIT(1), a boolean. */
    BIT1(KeyCodec.UNSIGNED, PayloadValue::flag, Sql.AS_NUMBER, Sql.AS_NUMBER, "?"),
    /** BIT of more than one bit, an unsigned integer. */
    BITS(KeyCodec.UNSIGNED, PayloadValue::unsigned, Sql.AS_NUMBER, Sql.AS_NUMBER, "?"),
    /** Exact decimals: texts, as a JSON number would lose digits. */
    DECIMAL(KeyCodec.DECIMAL, PayloadValue::decimal),
    /** FLOAT. Not of a key: the digits it is shown with are fewer than it holds, so that it would not find its row. */
    FLOAT(null, PayloadValue::floating),
    DOUBLE(KeyCodec.DOUBLE, PayloadValue::floating),
    /** CHAR, VARCHAR and TEXT of every size; their collation decides which keys are equal, and their order. */
    TEXT(KeyCodec.TEXT, PayloadValue::text),
    JSON(null, PayloadValue::text),
    /**
     * ENUM and SET. In a key it is the number of the member, because the database orders by number, but compares with a
     * text by text.
     */
    ENUM(KeyCodec.UNSIGNED, PayloadValue::text, Sql.AS_NUMBER, Sql.AS_IT_IS, "?"),
    /** BINARY, VARBINARY and BLOB: {@code 0x} and hexadecimal digits in a key, base64 in a payload. */
    BINARY(KeyCodec.BYTES, PayloadValue::base64),
    /** {@code 2026-03-29}; a zero date is null in a payload. */
    DATE(KeyCodec.TEXT, PayloadValue::dateTime, Sql.AS_TEXT, Sql.AS_TEXT, "CAST(? AS DATE)"),
    /** {@code 10:30:00}; it may be negative or longer than a day, as the database's own may. */
    TIME(KeyCodec.TEXT, PayloadValue::text, Sql.AS_TEXT, Sql.AS_TEXT, "CAST(? AS TIME(6))"),
    /** A date and time with no zone: {@code 2026-03-29T10:30:00} in a payload. */
    DATETIME(KeyCodec.TEXT, PayloadValue::dateTime, Sql.AS_TEXT, Sql.AS_TEXT, "CAST(? AS DATETIME(6))"),
    /** A moment, read in UTC: {@code 2026-03-29T10:30:00Z} in a payload. */
    TIMESTAMP(KeyCodec.TEXT, PayloadValue::moment, Sql.AS_TEXT, Sql.AS_TEXT, "CAST(? AS DATETIME(6))"),
    /** Spatial values and vectors, as their bytes in base64. */
    OPAQUE(null, PayloadValue::base64),
    /** Whatever else there is, such as MariaDB's UUID: the text that the database shows. */
    OTHER(KeyCodec.TEXT, PayloadValue::text, Sql.AS_TEXT, Sql.AS_TEXT, "?");

    private final @Nullable KeyCodec key;
    // Only ever a static method of its own interface.
    @SuppressWarnings("ImmutableEnumChecker")
    private final PayloadValue payload;

    private final String keySql;
    private final String payloadSql;
    private final String placeholder;

    ColumnType(@Nullable KeyCodec key, PayloadValue payload) {
        this(key, payload, Sql.AS_IT_IS, Sql.AS_IT_IS, "?");
    }

    ColumnType(@Nullable KeyCodec key, PayloadValue payload, String keySql, String payloadSql, String placeholder) {
        this.key = key;
        this.payload = payload;
        this.keySql = keySql;
        this.payloadSql = payloadSql;
        this.placeholder = placeholder;
    }

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
        return key != null;
    }

    KeyCodec key() {
        if (key == null) {
            throw new IllegalStateException(this + " is of no key");
        }
        return key;
    }

    PayloadValue payload() {
        return payload;
    }

    /** Reads the column as part of a key. */
    String selectKey(Column column) {
        return keySql.formatted(column.quoted());
    }

    /** Reads the column as part of a payload. */
    String selectPayload(Column column) {
        return payloadSql.formatted(column.quoted());
    }

    /** Stands for a key's value, so that it is compared as the column's type. */
    String placeholder() {
        return placeholder;
    }
}
