package io.longhaul.activities.repartition;

import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.Transaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An index of a table, as the catalog words it.
 *
 * @param kind as in {@code pg_constraint.contype}, of the constraint that it is for; empty where it is for none
 * @param method as {@code btree}
 * @param on columns and expressions, each with what is said of it
 * @param rest what comes after them: further columns, settings, the condition
 */
record TableIndex(
        String name, boolean unique, String kind, String method, List<String> on, String rest, boolean valid) {

    private static final String NULLS = " NULLS NOT DISTINCT";

    TableIndex {
        on = List.copyOf(on);
    }

    /** Those of a table, the primary key's first. */
    static List<TableIndex> of(Transaction transaction, LiveTable table) throws SQLException {
        return transaction.rows(
                """
                SELECT c.relname, indisunique, coalesce(contype::text, ''), amname, indisvalid,
                       substr(pg_get_indexdef(c.oid), length(format('CREATE %%sINDEX %%I ON %%s%%I.%%I USING %%I ',
                         CASE WHEN indisunique THEN 'UNIQUE ' ELSE '' END, c.relname,
                         CASE WHEN t.relkind = 'p' THEN 'ONLY ' ELSE '' END, nspname, t.relname, amname)) + 1)
                FROM pg_index JOIN pg_class c ON c.oid = indexrelid JOIN pg_am a ON a.oid = c.relam
                JOIN pg_class t ON t.oid = indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
                LEFT JOIN pg_constraint k ON conindid = indexrelid AND conrelid = indrelid AND contype IN ('p', 'u', 'x')
                WHERE indrelid = %d ORDER BY indisprimary DESC, c.relname""".formatted(table.oid()),
                row -> read(
                        row.getString(1),
                        row.getBoolean(2),
                        row.getString(3),
                        row.getString(4),
                        row.getBoolean(5),
                        row.getString(6)));
    }

    /** @param definition from the bracket before its first column on */
    private static TableIndex read(
            String name, boolean unique, String kind, String method, boolean valid, String definition) {
        List<String> on = new ArrayList<>();
        int depth = 0;
        int begin = 1;
        char quote = 0;
        for (int i = 0; i < definition.length(); i++) {
            char c = definition.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                on.add(definition.substring(begin, i));
                return new TableIndex(name, unique, kind, method, on, definition.substring(i + 1), valid);
            } else if (c == ',' && depth == 1) {
                on.add(definition.substring(begin, i));
                begin = i + 2;
            }
        }
        throw new IllegalStateException("an index is defined as " + definition);
    }

    boolean primary() {
        return kind.equals("p");
    }

    /** Whether it is over a column as such. */
    boolean covers(String column) {
        return on.stream().anyMatch(one -> isColumn(one, column));
    }

    private static boolean isColumn(String one, String column) {
        return one.equals(column)
                || one.startsWith(column + " ")
                || one.equals(quoted(column))
                || one.startsWith(quoted(column) + " ");
    }

    TableIndex with(String column) {
        List<String> wider = new ArrayList<>(on);
        wider.add(quoted(column));
        return new TableIndex(name, unique, kind, method, wider, rest, valid);
    }

    TableIndex without(String column) {
        List<String> narrower =
                on.stream().filter(one -> !isColumn(one, column)).toList();
        return new TableIndex(name, unique, kind, method, narrower, rest, valid);
    }

    TableIndex named(String other) {
        return new TableIndex(other, unique, kind, method, on, rest, valid);
    }

    /** What it is, its name aside; the same for a table and its copy, whoever has put names into quotes. */
    String definition() {
        return (kind + (unique ? " unique " : " ") + method + columns() + rest).replace("\"", "");
    }

    /** What it is over, for people. */
    String words() {
        return columns().strip().replace("\"", "");
    }

    private String columns() {
        return on.stream().collect(Collectors.joining(", ", " (", ")"));
    }

    /** The statement that makes it. */
    String create(String table) {
        if (kind.isEmpty()) {
            return "CREATE " + (unique ? "UNIQUE " : "") + "INDEX " + quoted(name) + " ON " + table + " USING " + method
                    + columns() + rest;
        }
        String nulls = rest.contains(NULLS) ? NULLS : "";
        return "ALTER TABLE " + table + " ADD CONSTRAINT " + quoted(name)
                + (primary() ? " PRIMARY KEY" : " UNIQUE" + nulls) + columns() + rest.replace(NULLS, "");
    }
}
