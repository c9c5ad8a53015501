package io.longhaul.activities.sqlite;

import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table in the order of its keys. Rows have the key's columns first ({@link #firstColumn()} is where the others
 * begin), then the columns that are asked for, then conditions as 0 or 1.
 */
public final class TableReader {

    private final SqliteSession session;
    private final RowKeys keys;

    public TableReader(SqliteSession session, RowKeys keys) {
        this.session = session;
        this.keys = keys;
    }

    public RowKeys keys() {
        return keys;
    }

    public int firstColumn() {
        return keys.columns().size();
    }

    /** @param conditions as SQLite's SQL, over the table's columns; the table goes by its own name */
    public void read(KeyRange range, List<String> columns, List<String> conditions, RowHandler handler) {
        read(select(columns, conditions) + " WHERE " + keys.within(range), handler);
    }

    public void readAll(List<String> columns, List<String> conditions, RowHandler handler) {
        read(select(columns, conditions), handler);
    }

    /** Hands over the keys alone. */
    public void readWhere(String condition, RowHandler handler) {
        readWhere(condition, List.of(), List.of(), handler);
    }

    /** @param where SQLite's SQL, for the rows to read */
    public void readWhere(String where, List<String> columns, List<String> conditions, RowHandler handler) {
        read(select(columns, conditions) + " WHERE " + where, handler);
    }

    /** The same of a range. */
    public void readWhere(KeyRange range, String condition, RowHandler handler) {
        readWhere(keys.within(range) + " AND (" + condition + ")", handler);
    }

    private void read(String sql, RowHandler handler) {
        session.read("table " + keys.table(), sql + " ORDER BY " + keys.list(), handler);
    }

    private String select(List<String> columns, List<String> conditions) {
        List<String> selected = new ArrayList<>();
        keys.columns().forEach(column -> selected.add(Names.quoted(column)));
        columns.forEach(column -> selected.add(Names.quoted(column)));
        conditions.forEach(condition -> selected.add("(" + condition + ")"));
        return "SELECT " + String.join(", ", selected) + from();
    }

    private String from() {
        return " FROM main." + Names.quoted(keys.table());
    }

    public long count() {
        return session.number("table " + keys.table(), "SELECT count(*)" + from());
    }

    public long count(KeyRange range) {
        return session.number("table " + keys.table(), "SELECT count(*)" + from() + " WHERE " + keys.within(range));
    }

    /** The key of the last row; empty where there is none. */
    public Optional<SourceKey> last() {
        return Optional.ofNullable(border(null, " LIMIT 1", " DESC"));
    }

    /**
     * The last keys of batches of so many rows, each the end of one; the last one may be smaller.
     *
     * @param after exclusive; null for the beginning
     */
    public List<SourceKey> borders(@Nullable SourceKey after, int rows, int batches) {
        List<SourceKey> borders = new ArrayList<>();
        SourceKey last = after;
        while (borders.size() < batches) {
            SourceKey next = border(last, " LIMIT 1 OFFSET " + (rows - 1), "");
            if (next == null) {
                SourceKey end = border(last, " LIMIT 1", " DESC");
                if (end != null) {
                    borders.add(end);
                }
                return borders;
            }
            borders.add(next);
            last = next;
        }
        return borders;
    }

    private @Nullable SourceKey border(@Nullable SourceKey after, String limit, String direction) {
        String order = keys.columns().stream()
                .map(column -> Names.quoted(column) + direction)
                .collect(Collectors.joining(", "));
        SourceKey[] found = {null};
        session.read(
                "table " + keys.table(),
                "SELECT " + keys.list() + from() + " WHERE " + keys.after(after) + " ORDER BY " + order + limit,
                row -> {
                    found[0] = keys.of(row);
                    return false;
                });
        return found[0];
    }
}
