package io.longhaul.activities.live;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a live table that a job is to take, in the order of their keys.
 *
 * @param rows the table's rows as in SQL, under its bare name
 * @param condition on them
 * @param otherwise the condition in its stead where it can't be asked for, as it fails for some row
 */
public record Selection(LiveDatabase database, LiveTable table, String rows, String condition, String otherwise) {

    /** A column that was just added has no statistics, and by a guess the whole range would be sorted. */
    static final String BY_KEY = "SET LOCAL enable_sort = off";

    /** All rows of a table. */
    public static Selection all(LiveDatabase database, LiveTable table) {
        return new Selection(database, table, table.aliased(), "true", "true");
    }

    /** No row of a table. */
    public static Selection none(LiveDatabase database, LiveTable table) {
        return new Selection(database, table, table.aliased(), "false", "false");
    }

    private Keyset keys() {
        return new Keyset(table);
    }

    /** The key of the last one; empty where there is none. */
    public Optional<SourceKey> last(Transaction transaction) throws SQLException {
        return keys(transaction, "true", " ORDER BY " + keys().descending() + " LIMIT 1").stream()
                .findFirst();
    }

    private List<SourceKey> keys(Transaction transaction, String which, String order) throws SQLException {
        String from = "SELECT " + keys().asTexts() + " FROM " + rows + " WHERE " + which + " AND ";
        return transaction.rows(from + condition + order, from + otherwise + order, row -> Keyset.read(row, 1));
    }

    public long count(Transaction transaction) throws SQLException {
        return count(transaction, "true");
    }

    private long count(Transaction transaction, String which) throws SQLException {
        String counting = "SELECT count(*) FROM " + rows + " WHERE " + which + " AND ";
        return transaction
                .rows(counting + condition, counting + otherwise, row -> row.getLong(1))
                .get(0);
    }

    /** The key of the last of so many rows; empty where there are fewer. To be asked for {@link #BY_KEY}. */
    Optional<SourceKey> border(Transaction transaction, KeyRange range, int size) throws SQLException {
        String order = " ORDER BY " + keys().columns() + " OFFSET " + (size - 1) + " LIMIT 1";
        return keys(transaction, keys().within(range), order).stream().findFirst();
    }

    /** The end of a batch and how many rows it holds. */
    public record Border(SourceKey until, int rows) {}

    /** The ends of up to so many batches. */
    public List<Border> borders(@Nullable SourceKey after, SourceKey until, int size, int batches, Watch watch) {
        return database.calmly("planning batches of table " + table, watch, transaction -> {
            transaction.execute(BY_KEY);
            List<Border> borders = new ArrayList<>();
            KeyRange left = new KeyRange(after, until);
            while (borders.size() < batches) {
                long begun = System.nanoTime();
                Optional<SourceKey> next = border(transaction, left, size);
                database.rest(Duration.ofNanos(System.nanoTime() - begun));
                if (next.isEmpty()) {
                    int rest = (int) count(transaction, keys().within(left));
                    if (rest > 0) {
                        borders.add(new Border(until, rest));
                    }
                    return borders;
                }
                borders.add(new Border(next.get(), size));
                left = new KeyRange(next.get(), until);
            }
            return borders;
        });
    }

    /**
     * Cuts them into batches and freezes those in the ledger, unless that was done before.
     *
     * @param size rows of a batch
     */
    public RangePlan plan(Batches batches, RangeRequest request, int size, Watch watch) {
        return batches.planned(request).orElseGet(() -> {
            if (request.scope() instanceof RangeScope.Keys keys) {
                batches.plan(request.job(), request.range(), cut(batches, request, keys, size, watch));
            }
            return batches.planned(request).orElse(RangePlan.EMPTY);
        });
    }

    private List<PlannedBatch> cut(Batches batches, RangeRequest request, RangeScope.Keys keys, int size, Watch watch) {
        List<PlannedBatch> planned = new ArrayList<>();
        long first = batches.recordsBefore(request.job(), request.range());
        SourceKey after = keys.after();
        for (Border border : borders(after, keys.until(), size, RangeRequest.BATCHES, watch)) {
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
