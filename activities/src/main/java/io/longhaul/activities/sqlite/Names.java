package io.longhaul.activities.sqlite;

/** Writes names and values as SQLite's SQL has them. */
public final class Names {

    private Names() {}

    /** A name in double quotes. */
    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }
}
