package io.longhaul.workflows.relational;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A type of PostgreSQL that a column may have, as it is written in SQL: {@code bigint}, {@code varchar(20)},
 * {@code numeric(10,2)}.
 *
 * @param size the length of a varchar or the precision of a numeric; 0 means unlimited
 * @param scale of a numeric with a precision
 */
public record PgType(Base base, int size, int scale) {

    /** Types without their modifiers. */
    public enum Base {
        BOOLEAN("boolean"),
        SMALLINT("smallint"),
        INTEGER("integer"),
        BIGINT("bigint"),
        REAL("real"),
        DOUBLE("double precision"),
        NUMERIC("numeric"),
        VARCHAR("varchar"),
        TEXT("text"),
        BYTEA("bytea"),
        DATE("date"),
        TIME("time"),
        TIMESTAMP("timestamp"),
        TIMESTAMPTZ("timestamptz"),
        UUID("uuid"),
        JSONB("jsonb");

        private final String sql;

        Base(String sql) {
            this.sql = sql;
        }

        public String sql() {
            return sql;
        }
    }

    public static final PgType BOOLEAN = new PgType(Base.BOOLEAN, 0, 0);
    public static final PgType SMALLINT = new PgType(Base.SMALLINT, 0, 0);
    public static final PgType INTEGER = new PgType(Base.INTEGER, 0, 0);
    public static final PgType BIGINT = new PgType(Base.BIGINT, 0, 0);
    public static final PgType REAL = new PgType(Base.REAL, 0, 0);
    public static final PgType DOUBLE = new PgType(Base.DOUBLE, 0, 0);
    public static final PgType NUMERIC = new PgType(Base.NUMERIC, 0, 0);
    public static final PgType TEXT = new PgType(Base.TEXT, 0, 0);
    public static final PgType BYTEA = new PgType(Base.BYTEA, 0, 0);
    public static final PgType DATE = new PgType(Base.DATE, 0, 0);
    public static final PgType TIME = new PgType(Base.TIME, 0, 0);
    public static final PgType TIMESTAMP = new PgType(Base.TIMESTAMP, 0, 0);
    public static final PgType TIMESTAMPTZ = new PgType(Base.TIMESTAMPTZ, 0, 0);
    public static final PgType UUID = new PgType(Base.UUID, 0, 0);
    public static final PgType JSONB = new PgType(Base.JSONB, 0, 0);

    private static final int LONGEST_VARCHAR = 10_485_760;
    private static final int MOST_DIGITS = 1_000;

    private static final Pattern SQL =
            Pattern.compile("([a-z0-9 ]+?)\\s*(?:\\(\\s*(\\d{1,8})\\s*(?:,\\s*(\\d{1,4})\\s*)?\\))?");

    private static final Map<String, Base> OTHER_NAMES = Map.ofEntries(
            Map.entry("bool", Base.BOOLEAN),
            Map.entry("int2", Base.SMALLINT),
            Map.entry("int", Base.INTEGER),
            Map.entry("int4", Base.INTEGER),
            Map.entry("int8", Base.BIGINT),
            Map.entry("float4", Base.REAL),
            Map.entry("float8", Base.DOUBLE),
            Map.entry("double", Base.DOUBLE),
            Map.entry("decimal", Base.NUMERIC),
            Map.entry("character varying", Base.VARCHAR),
            Map.entry("timestamp without time zone", Base.TIMESTAMP),
            Map.entry("timestamp with time zone", Base.TIMESTAMPTZ),
            Map.entry("time without time zone", Base.TIME));

    public PgType {
        boolean sized = base == Base.VARCHAR || base == Base.NUMERIC;
        int most = base == Base.VARCHAR ? LONGEST_VARCHAR : MOST_DIGITS;
        if (size < 0 || size > most || (size > 0 && !sized)) {
            throw new IllegalArgumentException(
                    base.sql + " takes no size of " + size + (sized ? ": give 1 to " + most : ""));
        }
        if (scale < 0 || scale > size || (scale > 0 && base != Base.NUMERIC)) {
            throw new IllegalArgumentException(
                    base.sql + " takes no scale of " + scale + (base == Base.NUMERIC ? ": give 0 to " + size : ""));
        }
    }

    /** Text of at most this many characters. */
    public static PgType varchar(int size) {
        return new PgType(Base.VARCHAR, size, 0);
    }

    public static PgType numeric(int precision, int scale) {
        return new PgType(Base.NUMERIC, precision, scale);
    }

    /** @throws IllegalArgumentException for what is no such type, with those that are */
    @JsonCreator
    public static PgType parse(String text) {
        Matcher parts = SQL.matcher(text.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " "));
        Base base = parts.matches() ? named(parts.group(1)).orElse(null) : null;
        if (base == null) {
            throw new IllegalArgumentException("no type is called " + text + ": give one of "
                    + Arrays.stream(Base.values()).map(Base::sql).collect(Collectors.joining(", ")));
        }
        return new PgType(base, number(parts.group(2)), number(parts.group(3)));
    }

    private static Optional<Base> named(String name) {
        return List.of(Base.values()).stream()
                .filter(base -> base.sql.equals(name))
                .findFirst()
                .or(() -> Optional.ofNullable(OTHER_NAMES.get(name)));
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    public boolean isText() {
        return base == Base.TEXT || base == Base.VARCHAR;
    }

    public boolean isInteger() {
        return base == Base.SMALLINT || base == Base.INTEGER || base == Base.BIGINT;
    }

    /** Of days or instants, so that a text in it has a format. */
    public boolean isTemporal() {
        return base == Base.DATE || base == Base.TIME || base == Base.TIMESTAMP || base == Base.TIMESTAMPTZ;
    }

    /** As in SQL. */
    @JsonValue
    @Override
    public String toString() {
        if (size == 0) {
            return base.sql;
        }
        return base == Base.NUMERIC ? base.sql + "(" + size + "," + scale + ")" : base.sql + "(" + size + ")";
    }
}
