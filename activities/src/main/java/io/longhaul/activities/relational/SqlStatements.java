package io.longhaul.activities.relational;

import java.util.ArrayList;
import java.util.List;

/** Cuts SQL of PostgreSQL into statements, without their semicolons and comments. */
final class SqlStatements {

    private final String sql;
    private final List<String> statements = new ArrayList<>();
    private final StringBuilder statement = new StringBuilder();
    private int at;

    private SqlStatements(String sql) {
        this.sql = sql;
    }

    /** What is not closed goes to the end, where the server says what is wrong with it. */
    static List<String> of(String sql) {
        SqlStatements cut = new SqlStatements(sql);
        while (cut.at < sql.length()) {
            cut.next();
        }
        cut.end();
        return cut.statements;
    }

    private void next() {
        char c = sql.charAt(at);
        if (c == ';') {
            at++;
            end();
        } else if (sql.startsWith("--", at)) {
            int line = sql.indexOf('\n', at);
            at = line < 0 ? sql.length() : line;
        } else if (sql.startsWith("/*", at)) {
            comment();
        } else if (c == '\'') {
            quoted('\'', at > 0 && Character.toLowerCase(sql.charAt(at - 1)) == 'e' && !isWord(at - 2));
        } else if (c == '"') {
            quoted('"', false);
        } else if (c == '$' && !isWord(at - 1)) {
            dollar();
        } else {
            statement.append(c);
            at++;
        }
    }

    private boolean isWord(int index) {
        return index >= 0
                && (Character.isLetterOrDigit(sql.charAt(index))
                        || sql.charAt(index) == '_'
                        || sql.charAt(index) == '$');
    }

    /** They nest. */
    private void comment() {
        int depth = 0;
        do {
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < sql.length());
        statement.append(' ');
    }

    private void quoted(char quote, boolean backslashes) {
        int end = at + 1;
        while (end < sql.length() && sql.charAt(end) != quote) {
            end += backslashes && sql.charAt(end) == '\\' ? 2 : 1;
        }
        // A doubled quote closes this one and opens the next.
        take(Math.min(end + 1, sql.length()));
    }

    private void dollar() {
        int tagEnd = sql.indexOf('$', at + 1);
        String tag = tagEnd < 0 ? "" : sql.substring(at, tagEnd + 1);
        boolean opens = tag.matches("\\$([\\p{L}_][\\p{L}\\p{N}_]*)?\\$");
        int close = opens ? sql.indexOf(tag, tagEnd + 1) : -1;
        take(opens ? (close < 0 ? sql.length() : close + tag.length()) : at + 1);
    }

    private void take(int end) {
        statement.append(sql, at, end);
        at = end;
    }

    private void end() {
        String done = statement.toString().strip();
        if (!done.isEmpty()) {
            statements.add(done);
        }
        statement.setLength(0);
    }
}
