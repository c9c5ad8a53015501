package io.longhaul.activities.live;

import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.ledger.Batches;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.engine.BatchScope;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangePlan;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.RangeScope;
import io.longhaul.workflows.engine.SourceKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a live table that a job is to take, in the order of their keys.
 *
 * @param rows the table's rows as in SQL, under its bare name
 * @param condition on them
 */
public record Selection(LiveDatabase database, LiveTable table, String rows, String condition) {

    /** All rows of a table. */
    public static Selection all(LiveDatabase database, LiveTable table) {
        return new Selection(database, table, table.aliased(), "true");
    }

    private Keyset keys() {
        return new Keyset(table);
    }

    /** The key of the last one; empty where there is none. */
    public Optional<SourceKey> last(Transaction transaction) throws SQLException {
        return transaction
                .rows(
                        "SELECT " + keys().asTexts() + " FROM " + rows + " WHERE " + condition + " ORDER BY "
                                + keys().descending() + " LIMIT 1",
                        row -> Keyset.read(row, 1))
                .stream()
                .findFirst();
    }

    public long count(Transaction transaction) throws SQLException {
        return transaction.row("SELECT count(*) FROM " + rows + " WHERE " + condition, row -> row.getLong(1));
    }

    /** The end of a batch and how many rows it holds. */
    public record Border(SourceKey until, int rows) {}

    /** The ends of up to so many batches. */
    public List<Border> borders(@Nullable SourceKey after, SourceKey until, int size, int batches, Watch watch) {
        return database.calmly("planning batches of table " + table, watch, transaction -> {
            List<Border> borders = new ArrayList<>();
            transaction.rows(
                    """
                    SELECT %1$s, place FROM (
                      SELECT %2$s, row_number() OVER (ORDER BY %2$s) AS place, lead(1) OVER (ORDER BY %2$s) AS next
                      FROM %3$s WHERE %4$s AND %5$s ORDER BY %2$s LIMIT %6$d) AS %8$s
                    WHERE place %% %7$d = 0 OR next IS NULL ORDER BY place""".formatted(
                                    keys().asTexts(),
                                    keys().columns(),
                                    rows,
                                    keys().within(after, until),
                                    condition,
                                    (long) size * batches,
                                    size,
                                    quoted(table.name())),
                    row -> borders.add(
                            new Border(Keyset.read(row, 1), (int) (row.getLong(2) - (long) borders.size() * size))));
            return borders;
        });
    }

    /** Cuts them into batches and freezes those in the ledger, unless that was done before. */
    public RangePlan plan(Batches batches, RangeRequest request, Watch watch) {
        return batches.planned(request).orElseGet(() -> {
            if (request.scope() instanceof RangeScope.Keys keys) {
                batches.plan(request.job(), request.range(), cut(batches, request, keys, watch));
            }
            return batches.planned(request).orElse(RangePlan.EMPTY);
        });
    }

    private List<PlannedBatch> cut(Batches batches, RangeRequest request, RangeScope.Keys keys, Watch watch) {
        List<PlannedBatch> planned = new ArrayList<>();
        long first = batches.recordsBefore(request.job(), request.range());
        SourceKey after = keys.after();
        for (Border border : borders(after, keys.until(), request.batchSize(), RangeRequest.BATCHES, watch)) {
            planned.add(new PlannedBatch(
                    request.firstBatch() + planned.size(),
                    new BatchScope.Keys(new KeyRange(after, border.until())),
                    first,
                    border.rows()));
            first += border.rows();
            after = border.until();
        }
        return planned;
    }
}
