package io.longhaul.activities.relational;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.longhaul.activities.sqlite.RowKeys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one table.
 *
 * @param source SQLite's table
 * @param target its name in PostgreSQL, without schema and quotes
 * @param key what SQLite's rows are read by: the primary key's columns, or a name of the rowid
 * @param lastId new rows are numbered after it, even if no row has it any more; 0 if SQLite kept none
 * @param misfits a condition as {@link Guarantee#violations()}, true for rows that stay behind as their values do not fit;
 *     null where that makes no orphans
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TablePlan(
        String source,
        String target,
        List<String> key,
        long lastId,
        List<ColumnPlan> columns,
        List<ConstraintPlan> constraints,
        List<IndexPlan> indexes,
        @Nullable String misfits) {

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

    /** What rows may break. */
    public List<Guarantee> guarantees() {
        List<Guarantee> guarantees = new ArrayList<>(constraints);
        indexes.stream().filter(IndexPlan::unique).forEach(guarantees::add);
        return guarantees;
    }

    /** What rows do break. */
    public List<Guarantee> broken() {
        return guarantees().stream()
                .filter(guarantee -> guarantee.violations() != null)
                .toList();
    }

    /** The same, with what rows may break as it is asked for. */
    TablePlan asking(List<Guarantee> asked) {
        return new TablePlan(
                source,
                target,
                key,
                lastId,
                columns,
                only(ConstraintPlan.class, asked),
                only(IndexPlan.class, asked),
                misfits);
    }

    private static <G extends Guarantee> List<G> only(Class<G> kind, List<Guarantee> guarantees) {
        return guarantees.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    public RowKeys rowKeys() {
        return new RowKeys(source, key);
    }
}
