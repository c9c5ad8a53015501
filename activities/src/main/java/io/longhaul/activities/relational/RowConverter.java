package io.longhaul.activities.relational;

import io.longhaul.activities.sqlite.SqliteRow;
import io.longhaul.activities.sqlite.TableReader;
import io.longhaul.workflows.relational.IssueKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a table's row the tuple of PostgreSQL's binary COPY, or says why the row does not arrive. Not for many
 * threads.
 */
public final class RowConverter {

    private final ColumnPlan[] columns;
    private final Converter[] converters;

    /** Where each column stands in a row; -1 for one that is added. */
    private final int[] places;

    private final List<String> sources;
    private final Guarantee[] broken;
    private final List<String> conditions;
    private final int firstCondition;

    /** @param firstColumn where the columns of {@link #sources()} begin in a row */
    public RowConverter(TablePlan table, int firstColumn) {
        List<ColumnPlan> copied = table.copied();
        columns = copied.toArray(ColumnPlan[]::new);
        converters = copied.stream().map(Converter::of).toArray(Converter[]::new);
        places = new int[columns.length];
        List<String> selected = new ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
            String source = columns[i].source();
            places[i] = source == null ? -1 : firstColumn + selected.size();
            if (source != null) {
                selected.add(source);
            }
        }
        sources = List.copyOf(selected);
        broken = table.broken().toArray(Guarantee[]::new);
        conditions = table.broken().stream()
                .map(guarantee -> AbsentRows.ofGuarantee(table, guarantee))
                .toList();
        firstCondition = firstColumn + sources.size();
    }

    /** The columns to ask a {@link TableReader} for. */
    public List<String> sources() {
        return sources;
    }

    /** The conditions to ask a {@link TableReader} for, in a session that knows the {@link AbsentRows}. */
    public List<String> conditions() {
        return conditions;
    }

    /** @return null when the tuple was appended; otherwise nothing was */
    public @Nullable Rejection convert(SqliteRow row, PgBinary out) {
        int start = out.length();
        out.putShort(columns.length);
        Rejection rejection = null;
        for (int i = 0; i < columns.length; i++) {
            IssueKind misfit = converters[i].convert(row, places[i], out);
            if (misfit != null) {
                rejection = Rejection.graver(rejection, misfit(columns[i], misfit));
            }
        }
        for (int i = 0; i < broken.length; i++) {
            int place = firstCondition + i;
            if (row.type(place) == SqliteRow.INTEGER && row.integer(place) != 0) {
                rejection = Rejection.graver(rejection, breach(broken[i]));
            }
        }
        if (rejection != null) {
            out.truncate(start);
        }
        return rejection;
    }

    private static Rejection misfit(ColumnPlan column, IssueKind kind) {
        return new Rejection(
                column.outcome(),
                kind,
                column.source(),
                kind.words() + " in column " + column.target() + " of type " + column.type());
    }

    private static Rejection breach(Guarantee guarantee) {
        IssueKind kind = guarantee.breach();
        return new Rejection(
                guarantee.outcome(), kind, null, kind.words() + ": it breaks constraint " + guarantee.name());
    }
}
