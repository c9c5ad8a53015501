package io.longhaul.activities.sqlite;

import io.longhaul.activities.sqlite.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts SQL that SQLite has accepted into tokens. As SQLite has parsed it before, nothing is refused here. Comments are
 * left out.
 */
public final class SqlTokens {

    private static final List<String> LONG_SYMBOLS =
            List.of("->>", "||", "<=", ">=", "<>", "!=", "==", "<<", ">>", "->");

    private final String sql;
    private final List<SqlToken> tokens = new ArrayList<>();
    private int at;

    private SqlTokens(String sql) {
        this.sql = sql;
    }

    public static List<SqlToken> of(String sql) {
        SqlTokens tokens = new SqlTokens(sql);
        while (tokens.at < sql.length()) {
            tokens.next();
        }
        return List.copyOf(tokens.tokens);
    }

    private void next() {
        char c = sql.charAt(at);
        if (Character.isWhitespace(c)) {
            at++;
        } else if (sql.startsWith("--", at)) {
            at = endOf("\n", at + 2);
        } else if (sql.startsWith("/*", at)) {
            at = endOf("*/", at + 2);
        } else if (c == '\'') {
            quoted(Kind.STRING, '\'');
        } else if (c == '"' || c == '`') {
            quoted(Kind.QUOTED, c);
        } else if (c == '[') {
            int end = endOf("]", at + 1);
            add(Kind.QUOTED, sql.substring(at + 1, Math.max(at + 1, end - 1)), end);
        } else if ((c == 'x' || c == 'X') && at + 1 < sql.length() && sql.charAt(at + 1) == '\'') {
            int end = endOf("'", at + 2);
            add(Kind.BLOB, sql.substring(at, end), end);
        } else if (isDigit(at) || (c == '.' && isDigit(at + 1))) {
            number();
        } else if (isWord(c)) {
            int end = at;
            while (end < sql.length() && (isWord(sql.charAt(end)) || isDigit(end))) {
                end++;
            }
            add(Kind.WORD, sql.substring(at, end), end);
        } else {
            String symbol = LONG_SYMBOLS.stream()
                    .filter(known -> sql.startsWith(known, at))
                    .findFirst()
                    .orElse(String.valueOf(c));
            add(Kind.SYMBOL, symbol, at + symbol.length());
        }
    }

    private int endOf(String closing, int from) {
        int found = sql.indexOf(closing, from);
        return found < 0 ? sql.length() : found + closing.length();
    }

    private void quoted(Kind kind, char quote) {
        StringBuilder text = new StringBuilder();
        int end = at + 1;
        while (end < sql.length()) {
            char c = sql.charAt(end++);
            if (c == quote) {
                if (end < sql.length() && sql.charAt(end) == quote) {
                    end++;
                } else {
                    break;
                }
            }
            text.append(c);
        }
        add(kind, text.toString(), end);
    }

    private void number() {
        int end = at;
        while (end < sql.length()) {
            char c = sql.charAt(end);
            boolean sign = (c == '+' || c == '-') && end > at && isExponent(end - 1);
            if (!Character.isLetterOrDigit(c) && c != '.' && c != '_' && !sign) {
                break;
            }
            end++;
        }
        add(Kind.NUMBER, sql.substring(at, end), end);
    }

    private boolean isExponent(int index) {
        boolean hex = sql.startsWith("0x", at) || sql.startsWith("0X", at);
        return !hex && Character.toLowerCase(sql.charAt(index)) == 'e';
    }

    private boolean isDigit(int index) {
        return index < sql.length() && sql.charAt(index) >= '0' && sql.charAt(index) <= '9';
    }

    private static boolean isWord(char c) {
        return c == '_' || c == '$' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c > 0x7f;
    }

    private void add(Kind kind, String text, int end) {
        tokens.add(new SqlToken(kind, text, at, end));
        at = end;
    }
}
