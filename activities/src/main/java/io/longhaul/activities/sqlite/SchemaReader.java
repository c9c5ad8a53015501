package io.longhaul.activities.sqlite;

import io.longhaul.activities.sqlite.SqliteSchema.Trigger;
import io.longhaul.activities.sqlite.SqliteSchema.View;
import io.longhaul.activities.sqlite.SqliteTable.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Asks SQLite's pragmas, and the text of its statements for what they leave out. */
final class SchemaReader {

    private static final Pattern GENERATED = Pattern.compile("\\s*GENERATED\\s+ALWAYS\\s*$", Pattern.CASE_INSENSITIVE);

    private static final Pattern VIRTUAL = Pattern.compile("\\s*CREATE\\s+VIRTUAL\\s", Pattern.CASE_INSENSITIVE);
    private static final Pattern CONTENT =
            Pattern.compile("[,(]\\s*content\\s*=\\s*[\"'`\\[]?([^\"'`\\],)\\s]+)", Pattern.CASE_INSENSITIVE);

    private final Connection connection;

    SchemaReader(Connection connection) {
        this.connection = connection;
    }

    SqliteSchema read() throws SQLException {
        Map<String, String> statements = new LinkedHashMap<>();
        List<Trigger> triggers = new ArrayList<>();
        each("SELECT type, name, tbl_name, sql FROM main.sqlite_master WHERE sql IS NOT NULL", row -> {
            if (row.getString(1).equals("trigger")) {
                triggers.add(new Trigger(row.getString(2), row.getString(3), row.getString(4)));
            } else {
                statements.put(row.getString(1) + " " + row.getString(2), row.getString(4));
            }
        });
        List<SqliteTable> tables = new ArrayList<>();
        List<View> views = new ArrayList<>();
        List<String[]> listed = new ArrayList<>();
        each(
                """
                SELECT l.name, l.type, l.wr, l.strict
                FROM pragma_table_list AS l LEFT JOIN main.sqlite_master AS m ON m.name = l.name
                WHERE l.schema = 'main' AND l.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                ORDER BY m.rowid
                """,
                row -> listed.add(
                        new String[] {row.getString(1), row.getString(2), row.getString(3), row.getString(4)}));
        for (String[] table : listed) {
            String name = table[0];
            if (table[1].equals("view")) {
                views.add(new View(name, viewColumns(name), statements.getOrDefault("view " + name, "")));
            } else {
                tables.add(table(
                        name,
                        isContent(name, statements) ? Kind.TABLE : kind(table[1]),
                        statements.getOrDefault("table " + name, ""),
                        table[2].equals("1"),
                        table[3].equals("1"),
                        statements));
            }
        }
        return new SqliteSchema(tables, views, triggers);
    }

    /** A table that full-text search was told to look into is somebody's own, whatever its name makes SQLite think. */
    private static boolean isContent(String table, Map<String, String> statements) {
        return statements.values().stream()
                .filter(sql -> VIRTUAL.matcher(sql).lookingAt())
                .map(CONTENT::matcher)
                .anyMatch(content -> content.find() && content.group(1).equalsIgnoreCase(table));
    }

    private static Kind kind(String type) {
        return switch (type) {
            case "virtual" -> Kind.VIRTUAL;
            case "shadow" -> Kind.SHADOW;
            default -> Kind.TABLE;
        };
    }

    /** None where the view names what is not there. */
    private List<String> viewColumns(String view) {
        List<String> columns = new ArrayList<>();
        try {
            each(
                    "SELECT name FROM pragma_table_info(" + Names.literal(view) + ")",
                    row -> columns.add(row.getString(1)));
        } catch (SQLException broken) {
            return List.of();
        }
        return columns;
    }

    private SqliteTable table(
            String name, Kind kind, String sql, boolean withoutRowid, boolean strict, Map<String, String> statements)
            throws SQLException {
        TableSql written = kind == Kind.TABLE ? TableSql.parse(sql) : TableSql.parse("");
        List<SqliteColumn> columns = new ArrayList<>();
        try {
            columns(name, written, columns);
        } catch (SQLException e) {
            if (kind == Kind.TABLE) {
                throw e;
            }
            // A virtual table of a module that is not there; it is left out anyway.
            columns.clear();
        }
        return new SqliteTable(
                name,
                kind,
                columns,
                withoutRowid,
                strict,
                written.autoincrement() ? lastId(name) : 0,
                foreignKeys(name, written),
                indexes(name, statements),
                written.checks());
    }

    private long lastId(String table) throws SQLException {
        long[] last = {0};
        each(
                "SELECT seq FROM main.sqlite_sequence WHERE name = " + Names.literal(table),
                row -> last[0] = row.getLong(1));
        return last[0];
    }

    private void columns(String table, TableSql written, List<SqliteColumn> columns) throws SQLException {
        each(
                "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(" + Names.literal(table)
                        + ") WHERE hidden <> 1 ORDER BY cid",
                row -> {
                    String name = row.getString(1);
                    String declared = row.getString(2);
                    int hidden = row.getInt(6);
                    columns.add(new SqliteColumn(
                            name,
                            GENERATED
                                    .matcher(declared == null ? "" : declared)
                                    .replaceFirst("")
                                    .strip(),
                            row.getBoolean(3),
                            row.getInt(5),
                            row.getString(4),
                            hidden == 0 ? null : written.generated(name),
                            hidden == 3,
                            written.collation(name)));
                });
    }

    private List<SqliteForeignKey> foreignKeys(String table, TableSql written) throws SQLException {
        record Half(String parent, String update, String delete, List<String> from, List<String> to) {}
        Map<Integer, Half> halves = new TreeMap<>((a, b) -> Integer.compare(b, a));
        each(
                "SELECT id, \"table\", \"from\", \"to\", on_update, on_delete FROM pragma_foreign_key_list("
                        + Names.literal(table) + ") ORDER BY id, seq",
                row -> {
                    Half half = halves.get(row.getInt(1));
                    if (half == null) {
                        half = new Half(
                                row.getString(2),
                                row.getString(5),
                                row.getString(6),
                                new ArrayList<>(),
                                new ArrayList<>());
                        halves.put(row.getInt(1), half);
                    }
                    half.from().add(row.getString(3));
                    if (row.getString(4) != null) {
                        half.to().add(row.getString(4));
                    }
                });
        return halves.values().stream()
                .map(half -> new SqliteForeignKey(
                        written.foreignKeyName(half.from()),
                        half.from(),
                        half.parent(),
                        half.to(),
                        half.update(),
                        half.delete(),
                        written.deferred(half.from())))
                .toList();
    }

    private List<SqliteIndex> indexes(String table, Map<String, String> statements) throws SQLException {
        record Listed(String name, boolean unique, String origin) {}
        List<Listed> listed = new ArrayList<>();
        each(
                "SELECT name, \"unique\", origin FROM pragma_index_list(" + Names.literal(table)
                        + ") ORDER BY seq DESC",
                row -> listed.add(new Listed(row.getString(1), row.getBoolean(2), row.getString(3))));
        List<SqliteIndex> indexes = new ArrayList<>();
        for (Listed index : listed) {
            String sql = statements.get("index " + index.name());
            IndexSql written = sql == null ? null : IndexSql.parse(sql);
            indexes.add(new SqliteIndex(
                    index.name(),
                    index.unique(),
                    switch (index.origin()) {
                        case "pk" -> SqliteIndex.Origin.PRIMARY_KEY;
                        case "u" -> SqliteIndex.Origin.UNIQUE;
                        default -> SqliteIndex.Origin.CREATE_INDEX;
                    },
                    parts(index.name(), written),
                    written == null ? null : written.where()));
        }
        return indexes;
    }

    private List<SqliteIndex.Part> parts(String index, @Nullable IndexSql written) throws SQLException {
        List<SqliteIndex.Part> parts = new ArrayList<>();
        each(
                "SELECT seqno, name, \"desc\", coll FROM pragma_index_xinfo(" + Names.literal(index)
                        + ") WHERE key = 1 ORDER BY seqno",
                row -> {
                    String column = row.getString(2);
                    int place = row.getInt(1);
                    List<String> terms = written == null ? List.of() : written.terms();
                    parts.add(new SqliteIndex.Part(
                            column,
                            column == null && place < terms.size() ? terms.get(place) : null,
                            row.getBoolean(3),
                            row.getString(4)));
                });
        return parts;
    }

    private interface Taker {
        void take(ResultSet row) throws SQLException;
    }

    private void each(String sql, Taker taker) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                taker.take(rows);
            }
        }
    }
}
