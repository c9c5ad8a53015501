package io.longhaul.activities.relational;

import io.longhaul.activities.sqlite.SqlToken;
import io.longhaul.activities.sqlite.SqlTokens;
import io.longhaul.activities.sqlite.SqliteSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Translates a view where that is certain: columns and simple expressions of tables that are joined by simple conditions.
 * Whatever groups, orders, limits, unites or nests is for a person.
 */
final class ViewTranslator {

    private record Source(String alias, PlannedTable table) {}

    private final SqliteSchema.View view;
    private final List<SqlToken> tokens;
    private final Map<String, PlannedTable> tables;
    private final Map<String, Source> sources = new LinkedHashMap<>();
    private int at;

    private ViewTranslator(SqliteSchema.View view, Map<String, PlannedTable> tables) {
        this.view = view;
        this.tokens = SqlTokens.of(view.sql());
        this.tables = tables;
    }

    static Optional<ViewPlan> translate(SqliteSchema.View view, String schema, Map<String, PlannedTable> tables) {
        return Optional.ofNullable(new ViewTranslator(view, tables).query(schema))
                .map(query -> new ViewPlan(PgNames.fitting(view.name()), query));
    }

    private @Nullable String query(String schema) {
        while (at < tokens.size() && !tokens.get(at).is("SELECT")) {
            at++;
        }
        at++;
        int list = at;
        skipTo("FROM");
        List<SqlToken> selected = tokens.subList(Math.min(list, tokens.size()), Math.min(at, tokens.size()));
        if (at >= tokens.size() || selected.isEmpty() || selected.get(0).is("DISTINCT")) {
            return null;
        }
        String from = from(schema);
        if (from == null) {
            return null;
        }
        String where = "";
        if (at < tokens.size() && tokens.get(at).is("WHERE")) {
            Optional<String> condition = Translator.condition(tokens.subList(at + 1, end()), this::column);
            if (condition.isEmpty()) {
                return null;
            }
            where = " WHERE " + condition.get();
            at = end();
        }
        List<String> columns = columns(selected);
        if (at < end() || columns == null || columns.size() != view.columns().size()) {
            return null;
        }
        List<String> named = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            named.add(columns.get(i) + " AS "
                    + PgNames.quoted(PgNames.fitting(view.columns().get(i))));
        }
        return "SELECT " + String.join(", ", named) + from + where;
    }

    /** Without a semicolon at the end. */
    private int end() {
        return tokens.get(tokens.size() - 1).isSymbol(";") ? tokens.size() - 1 : tokens.size();
    }

    private void skipTo(String keyword) {
        int depth = 0;
        while (at < tokens.size() && !(depth == 0 && tokens.get(at).is(keyword))) {
            depth += tokens.get(at).isSymbol("(") ? 1 : tokens.get(at).isSymbol(")") ? -1 : 0;
            at++;
        }
    }

    private @Nullable String from(String schema) {
        StringBuilder from = new StringBuilder();
        String join = " FROM ";
        do {
            at++;
            Source source = source();
            if (source == null) {
                return null;
            }
            from.append(join)
                    .append(PgNames.quoted(schema))
                    .append('.')
                    .append(PgNames.quoted(source.table.target))
                    .append(" AS ")
                    .append(PgNames.quoted(source.alias));
            if (!join.equals(" FROM ")) {
                if (at >= tokens.size() || !tokens.get(at).is("ON")) {
                    return null;
                }
                int begin = ++at;
                while (at < end() && !tokens.get(at).is("WHERE") && !isJoin()) {
                    at++;
                }
                Optional<String> condition = Translator.condition(tokens.subList(begin, at), this::column);
                if (condition.isEmpty()) {
                    return null;
                }
                from.append(" ON ").append(condition.get());
            }
            join = nextJoin();
        } while (join != null);
        return from.toString();
    }

    private @Nullable Source source() {
        if (at >= tokens.size() || !tokens.get(at).mayBeName()) {
            return null;
        }
        String name = tokens.get(at++).text();
        PlannedTable table = tables.get(name.toLowerCase(Locale.ROOT));
        if (table == null) {
            return null;
        }
        String alias = name;
        if (at < tokens.size() && tokens.get(at).is("AS")) {
            at++;
            alias = tokens.get(at++).text();
        } else if (at < end() && tokens.get(at).mayBeName() && !isClause()) {
            alias = tokens.get(at++).text();
        }
        Source source = new Source(alias, table);
        return sources.putIfAbsent(alias.toLowerCase(Locale.ROOT), source) == null ? source : null;
    }

    private boolean isJoin() {
        SqlToken token = tokens.get(at);
        return token.is("JOIN") || token.is("LEFT") || token.is("INNER");
    }

    private boolean isClause() {
        SqlToken token = tokens.get(at);
        return isJoin()
                || List.of(
                                "WHERE",
                                "ON",
                                "USING",
                                "CROSS",
                                "NATURAL",
                                "RIGHT",
                                "FULL",
                                "GROUP",
                                "HAVING",
                                "ORDER",
                                "LIMIT",
                                "UNION",
                                "EXCEPT",
                                "INTERSECT",
                                "WINDOW")
                        .stream()
                        .anyMatch(token::is);
    }

    /** Leaves off on the word JOIN. */
    private @Nullable String nextJoin() {
        if (at >= tokens.size()) {
            return null;
        }
        if (tokens.get(at).is("JOIN")) {
            return " JOIN ";
        }
        boolean left = tokens.get(at).is("LEFT");
        if (!left && !tokens.get(at).is("INNER")) {
            return null;
        }
        at++;
        if (left && at < tokens.size() && tokens.get(at).is("OUTER")) {
            at++;
        }
        return at < tokens.size() && tokens.get(at).is("JOIN") ? (left ? " LEFT JOIN " : " JOIN ") : null;
    }

    private @Nullable List<String> columns(List<SqlToken> selected) {
        List<String> columns = new ArrayList<>();
        int from = 0;
        int depth = 0;
        for (int i = 0; i <= selected.size(); i++) {
            boolean end = i == selected.size();
            if (end || (depth == 0 && selected.get(i).isSymbol(","))) {
                if (!column(selected.subList(from, i), columns)) {
                    return null;
                }
                from = i + 1;
            } else {
                depth += selected.get(i).isSymbol("(") ? 1 : selected.get(i).isSymbol(")") ? -1 : 0;
            }
        }
        return columns;
    }

    private boolean column(List<SqlToken> tokens, List<String> columns) {
        int size = tokens.size();
        if (size == 1 && tokens.get(0).isSymbol("*")) {
            sources.values().forEach(source -> all(source, columns));
            return true;
        }
        if (size == 3 && tokens.get(1).isSymbol(".") && tokens.get(2).isSymbol("*")) {
            Source source = sources.get(tokens.get(0).text().toLowerCase(Locale.ROOT));
            if (source != null) {
                all(source, columns);
            }
            return source != null;
        }
        boolean named = size > 2 && tokens.get(size - 2).is("AS");
        Optional<String> value = Translator.value(named ? tokens.subList(0, size - 2) : tokens, this::column);
        value.ifPresent(columns::add);
        return value.isPresent();
    }

    private void all(Source source, List<String> columns) {
        source.table.source.columns().stream()
                .map(column -> column(source.alias, column.name()))
                .filter(column -> column != null)
                .forEach(column -> columns.add(column.sql()));
    }

    private Translator.@Nullable Column column(@Nullable String table, String name) {
        if (table != null) {
            Source source = sources.get(table.toLowerCase(Locale.ROOT));
            return source == null ? null : qualified(source, name);
        }
        List<Source> holders = sources.values().stream()
                .filter(source -> source.table.column(name).isPresent())
                .toList();
        return holders.size() == 1 ? qualified(holders.get(0), name) : null;
    }

    private static Translator.@Nullable Column qualified(Source source, String name) {
        Translator.Column column = source.table.scope.column(null, name);
        return column == null
                ? null
                : new Translator.Column(
                        PgNames.quoted(source.alias) + "." + column.sql(), column.type(), column.binary());
    }
}
