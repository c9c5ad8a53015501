package io.longhaul.activities.relational;

import io.longhaul.workflows.relational.PgType;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a declared type means in PostgreSQL. SQLite takes any words for a type, and keeps to none. */
final class Declared {

    private static final Pattern SIZED = Pattern.compile("([^(]*)\\(\\s*(\\d{1,7})\\s*(?:,\\s*(\\d{1,4})\\s*)?\\)(.*)");
    private static final int MOST_DIGITS = 1_000;

    private Declared() {}

    /** Nothing where the declaration says nothing, and the stored values decide. */
    static Optional<PgType> type(String declared) {
        Matcher parts = SIZED.matcher(declared);
        boolean sized = parts.matches();
        String words = (sized ? parts.group(1) + " " + parts.group(4) : declared)
                .strip()
                .toUpperCase(Locale.ROOT)
                .replaceAll("\\s+", " ");
        int size = sized ? Integer.parseInt(parts.group(2)) : 0;
        return Optional.ofNullable(type(words, size, sized && parts.group(3) != null ? parts.group(3) : "0"));
    }

    private static @Nullable PgType type(String words, int size, String scale) {
        return switch (words) {
            case "", "ANY" -> null;
            case "BOOL", "BOOLEAN" -> PgType.BOOLEAN;
            case "INT2", "SMALLINT", "TINYINT" -> PgType.SMALLINT;
            case "INT", "INT4", "MEDIUMINT" -> PgType.INTEGER;
            case "DATE" -> PgType.DATE;
            case "TIME" -> PgType.TIME;
            case "DATETIME", "TIMESTAMP", "TIMESTAMP WITHOUT TIME ZONE" -> PgType.TIMESTAMP;
            case "TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE", "DATETIMEOFFSET" -> PgType.TIMESTAMPTZ;
            case "UUID", "GUID", "UNIQUEIDENTIFIER" -> PgType.UUID;
            case "JSON", "JSONB" -> PgType.JSONB;
            case "NUMERIC", "DECIMAL", "NUMBER", "DEC", "MONEY" -> numeric(size, Integer.parseInt(scale));
            default -> byPart(words, size);
        };
    }

    /** As SQLite itself looks for parts of words. */
    private static @Nullable PgType byPart(String words, int size) {
        if (words.contains("INT") || words.contains("SERIAL") || words.equals("LONG")) {
            return PgType.BIGINT;
        }
        if (words.contains("CHAR") || words.contains("CLOB") || words.contains("TEXT") || words.contains("STRING")) {
            return size > 0 ? PgType.varchar(size) : PgType.TEXT;
        }
        if (words.contains("BLOB") || words.contains("BINARY") || words.equals("BYTEA") || words.equals("IMAGE")) {
            return PgType.BYTEA;
        }
        if (words.contains("REAL") || words.contains("FLOA") || words.contains("DOUB")) {
            return PgType.DOUBLE;
        }
        return null;
    }

    private static PgType numeric(int precision, int scale) {
        boolean known = precision > 0 && precision <= MOST_DIGITS && scale <= precision;
        return known ? PgType.numeric(precision, scale) : PgType.NUMERIC;
    }
}
