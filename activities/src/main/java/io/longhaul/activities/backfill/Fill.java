package io.longhaul.activities.backfill;

import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.Keyset;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.live.Throttle;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Fills rows, in ranges of their keys. A batch is one transaction with its note, so one that is run again answers from that; and
 * whether a row lacks its value is asked anew when its lock is held, so that no value which is there is overwritten.
 */
final class Fill {

    /** Rows that belong to no batch are few, unless they came by the thousands meanwhile. */
    private static final int REST = 5_000;

    private final LiveDatabase database;
    private final LiveTable table;
    private final Filling filling;
    private final Keyset keys;
    private final FilledBatches done;

    Fill(LiveDatabase database, LiveTable table, Filling filling, FilledBatches done) {
        this.database = database;
        this.table = table;
        this.filling = filling;
        this.keys = new Keyset(table);
        this.done = done;
    }

    /** The key of the last row that lacks its value; empty where none does. */
    Optional<SourceKey> last(Transaction transaction) throws SQLException {
        return transaction
                .rows(
                        "SELECT " + keys.asTexts() + " FROM " + filling.rows(table) + " WHERE " + filling.lacks()
                                + " ORDER BY " + keys.descending() + " LIMIT 1",
                        row -> Keyset.read(row, 1))
                .stream()
                .findFirst();
    }

    long count(Transaction transaction) throws SQLException {
        return transaction.row(
                "SELECT count(*) FROM " + filling.rows(table) + " WHERE " + filling.lacks(), row -> row.getLong(1));
    }

    /** The end of a batch and how many rows it holds. */
    record Border(SourceKey until, int rows) {}

    /** The ends of up to so many batches of rows that lack their value. */
    List<Border> borders(@Nullable SourceKey after, SourceKey until, int size, int batches, Watch watch) {
        return database.calmly("planning batches of table " + table, watch, transaction -> {
            List<Border> borders = new ArrayList<>();
            transaction.rows(
                    """
                    SELECT %1$s, place FROM (
                      SELECT %2$s, row_number() OVER (ORDER BY %2$s) AS place, lead(1) OVER (ORDER BY %2$s) AS next
                      FROM %3$s WHERE %4$s AND %5$s ORDER BY %2$s LIMIT %6$d) AS %8$s
                    WHERE place %% %7$d = 0 OR next IS NULL ORDER BY place""".formatted(
                                    keys.asTexts(),
                                    keys.columns(),
                                    filling.rows(table),
                                    keys.within(after, until),
                                    filling.lacks(),
                                    (long) size * batches,
                                    size,
                                    quoted(table.name())),
                    row -> borders.add(
                            new Border(Keyset.read(row, 1), (int) (row.getLong(2) - (long) borders.size() * size))));
            return borders;
        });
    }

    /** @return how many rows it has filled, now or before */
    long batch(int number, KeyRange range, Watch watch) {
        String doing = "filling column " + filling.column() + " of table " + table + ", rows " + range;
        try {
            Optional<Long> filled = database.batch(doing, watch, transaction -> attempt(transaction, number, range));
            return filled.or(() -> database.calmly(doing, watch, transaction -> done.filled(transaction, number)))
                    .orElseThrow(() -> new MigrationException(
                            FailureKind.UNAVAILABLE, "batch " + number + " was rolled back while it was filled"));
        } catch (MigrationException e) {
            throw e.kind() == FailureKind.REJECTED_RECORD
                    ? new MigrationException(
                            FailureKind.REJECTED_RECORD,
                            "the value fails, or is refused, for a row of table " + table + " among rows " + range
                                    + ": mend the row, or have backfill.value or backfill.where see to it",
                            e)
                    : e;
        }
    }

    private Optional<Long> attempt(Transaction transaction, int number, KeyRange range) throws SQLException {
        Optional<Long> before = done.filled(transaction, number);
        if (before.isPresent()) {
            return before;
        }
        long filled = fill(transaction, range);
        if (done.note(transaction, number, filled)) {
            return Optional.of(filled);
        }
        transaction.giveUp();
        return Optional.empty();
    }

    private long fill(Transaction transaction, KeyRange range) throws SQLException {
        return transaction.change("UPDATE " + table.aliased() + " SET " + quoted(filling.column()) + " = ("
                + filling.value() + ") WHERE " + keys.within(range) + " AND " + filling.lacks());
    }

    /** Fills what no batch has, as rows that came before there was a trigger. */
    long rest(Throttle throttle, Consumer<@Nullable String> note, Watch watch) {
        SourceKey end =
                database.calmly("looking for the rest", watch, this::last).orElse(null);
        SourceKey after = null;
        long filled = 0;
        Duration took = Duration.ZERO;
        while (end != null && !end.equals(after)) {
            List<Border> next = borders(after, end, REST, 1, watch);
            if (next.isEmpty()) {
                return filled;
            }
            throttle.await(took, watch, note);
            KeyRange range = new KeyRange(after, next.get(0).until());
            long begun = System.nanoTime();
            filled += database.batch("filling the rest of table " + table, watch, transaction -> {
                long rows = fill(transaction, range);
                var unused = done.note(transaction, done.another(transaction), rows);
                return rows;
            });
            took = Duration.ofNanos(System.nanoTime() - begun);
            after = range.until();
        }
        return filled;
    }
}
