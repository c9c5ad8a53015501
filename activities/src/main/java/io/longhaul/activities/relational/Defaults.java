package io.longhaul.activities.relational;

import io.longhaul.activities.sqlite.SqlToken;
import io.longhaul.activities.sqlite.SqlTokens;
import io.longhaul.workflows.relational.PgType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Translates a column's default where it surely means the same: literals that fit the type, and the present time. */
final class Defaults {

    private static final String UTC = "(CURRENT_TIMESTAMP AT TIME ZONE 'UTC')";

    private Defaults() {}

    static Optional<String> translate(String sql, PgType type) {
        String inner = unwrapped(sql.strip());
        String call = inner.toLowerCase(Locale.ROOT).replace(" ", "").replace("\"", "'");
        return switch (call) {
            case "null" -> Optional.of("NULL");
            case "current_timestamp", "datetime('now')", "datetime()", "datetime('now','utc')" ->
                now(type, "YYYY-MM-DD HH24:MI:SS");
            case "current_date", "date('now')", "date()" ->
                type.base() == PgType.Base.DATE ? Optional.of(UTC + "::date") : asText(type, "YYYY-MM-DD");
            case "current_time", "time('now')", "time()" ->
                type.base() == PgType.Base.TIME
                        ? Optional.of("date_trunc('second', " + UTC + ")::time")
                        : asText(type, "HH24:MI:SS");
            case "strftime('%s','now')",
                    "unixepoch()",
                    "unixepoch('now')",
                    "cast(strftime('%s','now')asint)",
                    "cast(strftime('%s','now')asinteger)" ->
                type.base() == PgType.Base.BIGINT
                        ? Optional.of("extract(epoch FROM date_trunc('second', CURRENT_TIMESTAMP))::bigint")
                        : Optional.empty();
            default -> literal(inner, type);
        };
    }

    private static String unwrapped(String sql) {
        boolean wrapped =
                sql.startsWith("(") && sql.endsWith(")") && !sql.substring(1).contains("(");
        return wrapped || sql.startsWith("((")
                ? unwrapped(sql.substring(1, sql.length() - 1).strip())
                : outer(sql);
    }

    /** Brackets around a call: {@code (datetime('now'))}. */
    private static String outer(String sql) {
        if (!sql.startsWith("(") || !sql.endsWith(")")) {
            return sql;
        }
        int depth = 0;
        for (int i = 0; i < sql.length() - 1; i++) {
            depth += sql.charAt(i) == '(' ? 1 : sql.charAt(i) == ')' ? -1 : 0;
            if (depth == 0) {
                return sql;
            }
        }
        return unwrapped(sql.substring(1, sql.length() - 1).strip());
    }

    private static Optional<String> now(PgType type, String format) {
        return switch (type.base()) {
            case TIMESTAMP -> Optional.of("date_trunc('second', " + UTC + ")");
            case TIMESTAMPTZ -> Optional.of("date_trunc('second', CURRENT_TIMESTAMP)");
            default -> asText(type, format);
        };
    }

    private static Optional<String> asText(PgType type, String format) {
        boolean fits = type.isText() && (type.size() == 0 || type.size() >= "YYYY-MM-DD HH:MM:SS".length());
        return fits ? Optional.of("to_char(" + UTC + ", '" + format + "')") : Optional.empty();
    }

    private static Optional<String> literal(String sql, PgType type) {
        boolean minus = sql.startsWith("-");
        boolean sign = minus || sql.startsWith("+");
        List<SqlToken> tokens = SqlTokens.of(sign ? sql.substring(1) : sql);
        if (tokens.size() != 1) {
            return Optional.empty();
        }
        SqlToken token = tokens.get(0);
        String text =
                switch (token.kind()) {
                    case NUMBER -> (minus ? "-" : "") + token.text();
                    // SQLite takes a name that is none for a string.
                    case STRING, QUOTED -> token.text();
                    case WORD -> token.is("true") ? "1" : token.is("false") ? "0" : "";
                    default -> "";
                };
        boolean word = token.kind() == SqlToken.Kind.WORD && text.isEmpty();
        if (word || token.kind() == SqlToken.Kind.BLOB || (sign && token.kind() != SqlToken.Kind.NUMBER)) {
            return Optional.empty();
        }
        return fitting(text, token.kind() == SqlToken.Kind.NUMBER || token.kind() == SqlToken.Kind.WORD, type);
    }

    private static Optional<String> fitting(String text, boolean number, PgType type) {
        if (type.base() == PgType.Base.BOOLEAN) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "1", "true" -> Optional.of("true");
                case "0", "false" -> Optional.of("false");
                default -> Optional.empty();
            };
        }
        if (number && text.startsWith("0x")) {
            return Optional.empty();
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        boolean fits = ValueWriter.of(Conversion.to(type)).text(utf8, new PgBinary(0)) == null;
        boolean bare =
                number && (type.isInteger() || type.base() == PgType.Base.NUMERIC || type.base() == PgType.Base.DOUBLE);
        return fits ? Optional.of(bare ? text : PgNames.literal(text).strip()) : Optional.empty();
    }
}
