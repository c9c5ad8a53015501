package io.longhaul.activities.mysql;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A table as it was found.
 *
 * @param columns in their own order
 * @param key the columns by which a row is found and rows are ordered: the primary key's, or those of the shortest
 *     unique index over columns that are NOT NULL
 * @param keyIndex the index over them
 */
public record TableShape(String database, String table, List<Column> columns, List<Column> key, String keyIndex) {

    public TableShape {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /** With its database, for people. */
    public String name() {
        return database + "." + table;
    }

    /** The names of the columns that are declared to hold text. */
    public List<String> textColumns() {
        return columns.stream()
                .filter(column -> column.type() == ColumnType.TEXT)
                .map(Column::name)
                .toList();
    }

    /** Whether the key is a single integer, which may be a point's id as it is. */
    public boolean integerKey() {
        return key.size() == 1 && key.get(0).type().isInteger();
    }

    /**
     * The name, as the table spells it, of the column that holds the text to embed. Text, JSON and binary columns will
     * do; the bytes of the last are read as UTF-8.
     *
     * @throws MigrationException SCHEMA_MISMATCH where there is none of this name, or it holds something else
     */
    public String textColumn(String wanted) {
        String wayOut = textColumns().isEmpty()
                ? "it has none that holds text"
                : "those that hold text are " + String.join(", ", textColumns());
        Column column = find(wanted)
                .orElseThrow(() -> new MigrationException(
                        FailureKind.SCHEMA_MISMATCH,
                        "table " + name() + " has no column " + wanted + " to embed: " + wayOut));
        return switch (column.type()) {
            case TEXT, JSON, BINARY, ENUM, OTHER -> column.name();
            default ->
                throw new MigrationException(
                        FailureKind.SCHEMA_MISMATCH,
                        "column " + column.name() + " of table " + name() + " is " + column.declared()
                                + " and holds no text to embed: " + wayOut);
        };
    }

    /**
     * The column by which rows that changed are found.
     *
     * @throws MigrationException SCHEMA_MISMATCH where there is none of this name, or it holds no date and time
     */
    public Column updatedColumn(String wanted) {
        Column column = column(wanted);
        return switch (column.type()) {
            case DATETIME, TIMESTAMP -> column;
            default ->
                throw new MigrationException(
                        FailureKind.SCHEMA_MISMATCH,
                        "column " + column.name() + " of table " + name() + " is " + column.declared()
                                + ", which does not say when a row changed: name a TIMESTAMP or DATETIME column in"
                                + " MYSQL_UPDATED_COLUMN");
        };
    }

    /**
     * The columns to store beside a vector.
     *
     * @param wanted empty for all but the text
     * @throws MigrationException SCHEMA_MISMATCH where the table lacks one
     */
    public List<String> payloadColumns(List<String> wanted, String textColumn) {
        if (wanted.isEmpty()) {
            return columns.stream()
                    .map(Column::name)
                    .filter(name -> !name.equalsIgnoreCase(textColumn))
                    .toList();
        }
        return wanted.stream().map(name -> column(name).name()).distinct().toList();
    }

    /** By its name in any case, as the database finds it. */
    Column column(String wanted) {
        return find(wanted)
                .orElseThrow(() -> new MigrationException(
                        FailureKind.SCHEMA_MISMATCH,
                        "table " + name() + " has no column " + wanted + ": its columns are "
                                + columns.stream().map(Column::name).collect(Collectors.joining(", "))));
    }

    private Optional<Column> find(String wanted) {
        return columns.stream()
                .filter(column -> column.name().equalsIgnoreCase(wanted))
                .findFirst();
    }

    /** The table in SQL. */
    String quoted() {
        return Sql.quote(database) + "." + Sql.quote(table);
    }

    /**
     * The table in SQL, read by the key's own index: stale statistics would otherwise have the database read another one
     * and sort all of it before the first row comes.
     */
    String quotedByKey() {
        return quoted() + " FORCE INDEX (" + Sql.quote(keyIndex) + ")";
    }
}
