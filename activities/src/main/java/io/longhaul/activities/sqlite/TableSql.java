package io.longhaul.activities.sqlite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a CREATE TABLE statement says and SQLite's pragmas do not: checks, collations, expressions of generated columns,
 * names of constraints.
 *
 * <p>Why no SQL parser of a library: each has a grammar that is stricter than SQLite, which takes a type of any words, or
 * none, and names in four kinds of quotes. As SQLite has accepted the statement, it is enough to cut it by its commas.
 */
final class TableSql {

    private record Reference(List<String> columns, @Nullable String name, boolean deferred) {}

    private final String sql;
    private final List<SqliteCheck> checks = new ArrayList<>();
    private final Map<String, String> collations = new HashMap<>();
    private final Map<String, String> generated = new HashMap<>();
    private final List<Reference> references = new ArrayList<>();
    private boolean autoincrement;

    private TableSql(String sql) {
        this.sql = sql;
    }

    static TableSql parse(String sql) {
        TableSql table = new TableSql(sql);
        List<SqlToken> tokens = SqlTokens.of(sql);
        int open = 0;
        while (open < tokens.size() && !tokens.get(open).isSymbol("(")) {
            open++;
        }
        int close = closing(tokens, open);
        int from = open + 1;
        for (int i = from; i <= close && i < tokens.size(); i++) {
            if (tokens.get(i).isSymbol("(")) {
                i = closing(tokens, i);
            } else if (i == close || tokens.get(i).isSymbol(",")) {
                table.definition(tokens.subList(from, i));
                from = i + 1;
            }
        }
        return table;
    }

    /** The index of the bracket that closes the one at an index; the end where there is none. */
    static int closing(List<SqlToken> tokens, int open) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            if (tokens.get(i).isSymbol("(")) {
                depth++;
            } else if (tokens.get(i).isSymbol(")") && --depth == 0) {
                return i;
            }
        }
        return tokens.size();
    }

    private void definition(List<SqlToken> tokens) {
        if (tokens.isEmpty()) {
            return;
        }
        SqlToken first = tokens.get(0);
        boolean ofTable = first.is("CONSTRAINT")
                || first.is("PRIMARY")
                || first.is("UNIQUE")
                || first.is("CHECK")
                || first.is("FOREIGN");
        clauses(tokens, ofTable ? 0 : 1, ofTable ? null : first.text());
    }

    private void clauses(List<SqlToken> tokens, int from, @Nullable String column) {
        String constraint = null;
        List<String> foreign = column == null ? List.of() : List.of(column);
        for (int i = from; i < tokens.size(); i++) {
            SqlToken token = tokens.get(i);
            boolean bracket = i + 1 < tokens.size() && tokens.get(i + 1).isSymbol("(");
            if (token.is("CONSTRAINT") && i + 1 < tokens.size()) {
                constraint = tokens.get(++i).text();
            } else if (token.is("CHECK") && bracket) {
                checks.add(new SqliteCheck(constraint, column, within(tokens, i + 1)));
                constraint = null;
            } else if (token.is("COLLATE") && column != null && i + 1 < tokens.size()) {
                collations.put(key(column), tokens.get(++i).upper());
            } else if (token.is("AS") && column != null && bracket) {
                generated.put(key(column), within(tokens, i + 1));
            } else if (token.is("AUTOINCREMENT")) {
                autoincrement = true;
            } else if (token.is("FOREIGN") && i + 2 < tokens.size()) {
                foreign = names(tokens, i + 2);
            } else if (token.is("REFERENCES")) {
                references.add(new Reference(foreign, constraint, deferred(tokens, i)));
                constraint = null;
            } else if (token.is("UNIQUE") || token.is("PRIMARY") || token.is("NULL") || token.is("DEFAULT")) {
                constraint = null;
            }
            if (bracket && !token.is("FOREIGN")) {
                i = closing(tokens, i + 1);
            }
        }
    }

    private static boolean deferred(List<SqlToken> tokens, int from) {
        for (int i = from + 1; i < tokens.size(); i++) {
            if (tokens.get(i).is("REFERENCES")) {
                return false;
            }
            if (tokens.get(i).is("DEFERRED")) {
                return !tokens.get(Math.max(0, i - 3)).is("NOT");
            }
        }
        return false;
    }

    private String within(List<SqlToken> tokens, int open) {
        int close = closing(tokens, open);
        int end = close < tokens.size() ? tokens.get(close).start() : sql.length();
        return sql.substring(tokens.get(open).end(), end).strip();
    }

    private static List<String> names(List<SqlToken> tokens, int open) {
        return tokens.subList(Math.min(open + 1, tokens.size()), closing(tokens, open)).stream()
                .filter(SqlToken::mayBeName)
                .map(SqlToken::text)
                .toList();
    }

    private static String key(String column) {
        return column.toLowerCase(Locale.ROOT);
    }

    List<SqliteCheck> checks() {
        return checks;
    }

    boolean autoincrement() {
        return autoincrement;
    }

    String collation(String column) {
        return collations.getOrDefault(key(column), SqliteColumn.BINARY);
    }

    @Nullable
    String generated(String column) {
        return generated.get(key(column));
    }

    @Nullable
    String foreignKeyName(List<String> columns) {
        Reference reference = reference(columns);
        return reference == null ? null : reference.name();
    }

    boolean deferred(List<String> columns) {
        Reference reference = reference(columns);
        return reference != null && reference.deferred();
    }

    private @Nullable Reference reference(List<String> columns) {
        List<String> keys = columns.stream().map(TableSql::key).toList();
        for (Reference reference : references) {
            if (reference.columns().stream().map(TableSql::key).toList().equals(keys)) {
                return reference;
            }
        }
        return null;
    }
}
