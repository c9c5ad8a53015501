package io.longhaul.activities.relational;

import io.longhaul.activities.sqlite.SqliteSession;
import io.longhaul.activities.sqlite.TableReader;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the tables of a plan into batches, one table after the other. A batch lies in one table: its range begins with
 * that table's first row, or after the batch before it.
 */
public final class BatchPlanner {

    public static final long MOST_BYTES = 32L << 20;

    /** @param rows how many it holds */
    public record Batch(KeyRange range, int rows) {}

    private final SqliteSession session;
    private final TargetPlan plan;
    private final Map<String, TableFindings> findings;
    private final int mostRows;

    /** @param findings by SQLite's names; they say how large rows are on average */
    public BatchPlanner(SqliteSession session, TargetPlan plan, Map<String, TableFindings> findings, int mostRows) {
        this.session = session;
        this.plan = plan;
        this.findings = findings;
        this.mostRows = mostRows;
    }

    /**
     * The next batches.
     *
     * @param last the key that the last batch before them ends with; null for the first of all
     * @return fewer than {@code most} only where no row is left
     */
    public List<Batch> after(@Nullable SourceKey last, int most) {
        List<Batch> batches = new ArrayList<>();
        SourceKey after = last;
        for (TablePlan table : from(last)) {
            batches(table, after, most - batches.size(), batches);
            if (batches.size() == most) {
                break;
            }
            after = null;
        }
        return batches;
    }

    /** The key of the last row of all; empty where no table has a row. */
    public Optional<SourceKey> last() {
        List<TablePlan> tables = new ArrayList<>(plan.tables());
        Collections.reverse(tables);
        return tables.stream()
                .flatMap(table -> new TableReader(session, table.rowKeys()).last().stream())
                .findFirst();
    }

    private List<TablePlan> from(@Nullable SourceKey key) {
        return key == null
                ? plan.tables()
                : plan.tables()
                        .subList(
                                plan.tables().indexOf(plan.table(key)),
                                plan.tables().size());
    }

    private void batches(TablePlan table, @Nullable SourceKey last, int most, List<Batch> batches) {
        int rows = findings.getOrDefault(table.source(), TableFindings.NONE).batchRows(mostRows, MOST_BYTES);
        TableReader reader = new TableReader(session, table.rowKeys());
        SourceKey after = last;
        List<SourceKey> ends = reader.borders(after, rows, most);
        for (int i = 0; i < ends.size(); i++) {
            KeyRange range = new KeyRange(after, ends.get(i));
            // Only the last one found may hold fewer.
            int held = i + 1 < ends.size() ? rows : (int) reader.count(range);
            batches.add(new Batch(range, held));
            after = ends.get(i);
        }
    }
}
