package io.longhaul.activities.sqlite;

import java.util.Locale;

/**
 * A piece of SQLite's SQL.
 *
 * @param text as it is written; without quotes and escapes for a {@link Kind#QUOTED} name and a {@link Kind#STRING}
 * @param start where it begins in the SQL
 * @param end where it ends, exclusive
 */
public record SqlToken(Kind kind, String text, int start, int end) {

    public enum Kind {
        /** A keyword, or a name without quotes. */
        WORD,
        QUOTED,
        STRING,
        NUMBER,
        /** As {@code X'00ff'}. */
        BLOB,
        /** An operator, a comma, a bracket. */
        SYMBOL
    }

    /** Whether it is this keyword, in any case. */
    public boolean is(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }

    public boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    /** Whether it may be a name: SQLite takes a string for one, too. */
    public boolean mayBeName() {
        return kind == Kind.WORD || kind == Kind.QUOTED || kind == Kind.STRING;
    }

    String upper() {
        return text.toUpperCase(Locale.ROOT);
    }
}
