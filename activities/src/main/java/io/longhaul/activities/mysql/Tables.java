package io.longhaul.activities.mysql;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.Nearest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds out what a table looks like, from the information schema. */
final class Tables {

    /** As many names as a person reads when looking for the right one. */
    private static final int SUGGESTIONS = 5;

    private final MysqlSettings settings;
    private final Connection connection;

    Tables(MysqlSettings settings, Connection connection) {
        this.settings = settings;
        this.connection = connection;
    }

    TableShape shape(TableName wanted) throws SQLException {
        Found found = find(wanted);
        if (found.type().contains("VIEW")) {
            throw mismatch(found.name() + " is a view, which has no key to read it by: name the table behind it");
        }
        List<Column> columns = columns(found);
        Index key = key(found, columns);
        for (Column column : key.columns()) {
            if (!column.type().mayBeKey()) {
                throw mismatch("key column " + column.name() + " of table " + found.name() + " is " + column.declared()
                        + ", by which rows are not found exactly: give the table a key of integers or text");
            }
        }
        return new TableShape(found.database(), found.table(), columns, key.columns(), key.name());
    }

    private record Found(String database, String table, String type) {
        String name() {
            return database + "." + table;
        }
    }

    private Found find(TableName wanted) throws SQLException {
        List<Found> all = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT table_schema, table_name, table_type, @@lower_case_table_names
                FROM information_schema.tables
                WHERE table_schema = ?
                ORDER BY table_name
                """)) {
            statement.setString(1, wanted.database());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Found found = new Found(row.getString(1), row.getString(2), row.getString(3));
                    boolean exactly = row.getInt(4) == 0;
                    if (exactly
                            ? found.table().equals(wanted.table())
                            : found.table().equalsIgnoreCase(wanted.table())) {
                        return found;
                    }
                    all.add(found);
                }
            }
        }
        throw missing(wanted, all.stream().map(Found::table).toList());
    }

    private MigrationException missing(TableName wanted, List<String> others) {
        String where = " on MySQL at " + settings.address();
        if (others.isEmpty()) {
            return mismatch(
                    "database " + wanted.database() + where + " shows user " + settings.user() + " no tables, so not "
                            + wanted.table() + ": check MYSQL_DATABASE and MYSQL_TABLE, or grant SELECT");
        }
        String nearest = others.stream()
                .sorted(Comparator.comparingInt(other -> Nearest.distance(wanted.table(), other)))
                .limit(SUGGESTIONS)
                .collect(Collectors.joining(", "));
        String rest = others.size() > SUGGESTIONS ? " and " + (others.size() - SUGGESTIONS) + " more" : "";
        return mismatch("there is no table " + wanted.database() + "." + wanted.table() + where
                + ": set MYSQL_TABLE to one of " + nearest + rest);
    }

    private List<Column> columns(Found table) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT column_name, data_type, column_type, is_nullable
                FROM information_schema.columns
                WHERE table_schema = ? AND table_name = ?
                ORDER BY ordinal_position
                """)) {
            statement.setString(1, table.database());
            statement.setString(2, table.table());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String declared = row.getString(3);
                    columns.add(new Column(
                            row.getString(1),
                            ColumnType.of(row.getString(2), declared),
                            declared,
                            row.getString(4).equals("YES")));
                }
            }
        }
        return columns;
    }

    /**
     * A unique index.
     *
     * @param usable whether rows can be told apart by it and read in its order
     * @param partial whether it holds only the beginnings of some column's values, and so does not give their order
     */
    private record Index(String name, List<Column> columns, boolean usable, boolean partial) {

        boolean primary() {
            return name.equals("PRIMARY");
        }

        boolean ofIntegers() {
            return columns.stream().allMatch(column -> column.type().isInteger());
        }
    }

    private Index key(Found table, List<Column> columns) throws SQLException {
        List<Index> unique = uniqueIndexes(table, columns);
        Optional<Index> primary = unique.stream().filter(Index::primary).findFirst();
        if (primary.isPresent()) {
            return primary.get();
        }
        return unique.stream()
                .filter(Index::usable)
                .min(Comparator.comparing(Index::partial)
                        .thenComparing(index -> index.columns().size())
                        .thenComparing(index -> !index.ofIntegers())
                        .thenComparing(Index::name))
                .orElseThrow(() -> mismatch("table " + table.name() + " on MySQL at " + settings.address()
                        + " has no primary key and no unique index over NOT NULL columns, so that its rows cannot be"
                        + " told apart: add one, such as ALTER TABLE " + Sql.quote(table.table())
                        + " ADD COLUMN id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY"));
    }

    /** All columns are asked for, as the one that tells an index switched off has two names, or is not there. */
    private List<Index> uniqueIndexes(Found table, List<Column> columns) throws SQLException {
        Map<String, Column> byName = columns.stream().collect(Collectors.toMap(Column::name, column -> column));
        Map<String, Index> indexes = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT *
                FROM information_schema.statistics
                WHERE table_schema = ? AND table_name = ? AND non_unique = 0
                ORDER BY index_name, seq_in_index
                """)) {
            statement.setString(1, table.database());
            statement.setString(2, table.table());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Index before = indexes.getOrDefault(
                            row.getString("index_name"),
                            new Index(row.getString("index_name"), List.of(), !isSwitchedOff(row), false));
                    indexes.put(before.name(), extended(before, row, byName));
                }
            }
        }
        return List.copyOf(indexes.values());
    }

    private static Index extended(Index before, ResultSet row, Map<String, Column> byName) throws SQLException {
        String name = row.getString("column_name");
        // An index over an expression has no column there.
        Column column = name == null ? null : byName.get(name);
        List<Column> columns = new ArrayList<>(before.columns());
        boolean usable = false;
        if (column != null) {
            columns.add(column);
            usable = before.usable() && !column.nullable() && column.type().mayBeKey();
        }
        return new Index(before.name(), columns, usable, before.partial() || row.getString("sub_part") != null);
    }

    private static boolean isSwitchedOff(ResultSet row) throws SQLException {
        ResultSetMetaData labels = row.getMetaData();
        for (int i = 1; i <= labels.getColumnCount(); i++) {
            String label = labels.getColumnLabel(i);
            if (label.equalsIgnoreCase("IS_VISIBLE")) {
                return "NO".equals(row.getString(i));
            }
            if (label.equalsIgnoreCase("IGNORED")) {
                return "YES".equals(row.getString(i));
            }
        }
        return false;
    }

    private static MigrationException mismatch(String message) {
        return new MigrationException(FailureKind.SCHEMA_MISMATCH, message);
    }
}
