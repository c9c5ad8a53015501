package io.longhaul.activities.relational;

import io.longhaul.activities.sqlite.RowKeys;
import java.util.List;

/**
 * What becomes of one table.
 *
 * @param source SQLite's table
 * @param target its name in PostgreSQL, without schema and quotes
 * @param key what SQLite's rows are read by: the primary key's columns, or a name of the rowid
 * @param lastId new rows are numbered after it, even if no row has it any more; 0 if SQLite kept none
 */
public record TablePlan(
        String source,
        String target,
        List<String> key,
        long lastId,
        List<ColumnPlan> columns,
        List<ConstraintPlan> constraints,
        List<IndexPlan> indexes) {

    public TablePlan {
        key = List.copyOf(key);
        columns = List.copyOf(columns);
        constraints = List.copyOf(constraints);
        indexes = List.copyOf(indexes);
    }

    /** Those that rows bring values for, in the target's order. */
    public List<ColumnPlan> copied() {
        return columns.stream().filter(ColumnPlan::copied).toList();
    }

    public RowKeys rowKeys() {
        return new RowKeys(source, key);
    }
}
