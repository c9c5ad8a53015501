package io.longhaul.activities.backfill;

import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.Keyset;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.live.LiveTable;
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
 * Fills rows, in ranges of their keys. Each transaction notes how far its batch is, so that one that is run again goes on from
 * there; and whether a row lacks its value is asked anew when its lock is held, so that no value which is there is overwritten.
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
        return lacking(transaction, "true", " ORDER BY " + keys.descending() + " LIMIT 1").stream()
                .findFirst();
    }

    /** Where the value fails for a row, that is told by the batch which has it, and harms no other. */
    private List<SourceKey> lacking(Transaction transaction, String which, String order) throws SQLException {
        String from = "SELECT " + keys.asTexts() + " FROM " + filling.rows(table) + " WHERE " + which + " AND ";
        return transaction.rows(
                from + filling.lacks() + order, from + filling.lacksAny() + order, row -> Keyset.read(row, 1));
    }

    long count(Transaction transaction) throws SQLException {
        return count(transaction, "true");
    }

    private long count(Transaction transaction, String which) throws SQLException {
        String counting = "SELECT count(*) FROM " + filling.rows(table) + " WHERE " + which + " AND ";
        return transaction
                .rows(counting + filling.lacks(), counting + filling.lacksAny(), row -> row.getLong(1))
                .get(0);
    }

    /** The end of a batch and how many rows it holds. */
    record Border(SourceKey until, int rows) {}

    /** The ends of up to so many batches of rows that lack their value. */
    List<Border> borders(@Nullable SourceKey after, SourceKey until, int size, int batches, Watch watch) {
        return database.calmly("planning batches of table " + table, watch, transaction -> {
            List<Border> borders = new ArrayList<>();
            KeyRange left = new KeyRange(after, until);
            while (borders.size() < batches) {
                Optional<SourceKey> next = border(transaction, left, size);
                if (next.isEmpty()) {
                    int rest = (int) count(transaction, keys.within(left));
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

    /** The key of the last of so many rows that lack their value; empty where there are fewer. */
    private Optional<SourceKey> border(Transaction transaction, KeyRange range, int rows) throws SQLException {
        // A column that was just added has no statistics, and by a guess the whole range would be sorted.
        transaction.execute("SET LOCAL enable_sort = off");
        String order = " ORDER BY " + keys.columns() + " OFFSET " + (rows - 1) + " LIMIT 1";
        Optional<SourceKey> found =
                lacking(transaction, keys.within(range), order).stream().findFirst();
        transaction.execute("SET LOCAL enable_sort = on");
        return found;
    }

    /**
     * Fills a batch, in transactions of so many rows at most, and of half as many where that takes too long. One that is run
     * again goes on after its last note.
     *
     * @param pace waited for before each transaction, told how long the one before it took
     * @return how many rows it has filled, now or before
     */
    long batch(int number, KeyRange range, int rows, Consumer<Duration> pace, Watch watch) {
        try {
            FilledBatches.Filled filled = FilledBatches.Filled.NOTHING;
            Duration took = Duration.ZERO;
            int most = rows;
            while (!filled.all(range)) {
                pace.accept(took);
                long begun = System.nanoTime();
                try {
                    filled = part(number, range, most, most < rows, watch);
                } catch (MigrationException e) {
                    if (!LiveDatabase.isTooLong(e) || most == 1) {
                        throw e;
                    }
                    most = (most + 1) / 2;
                }
                took = Duration.ofNanos(System.nanoTime() - begun);
            }
            return filled.rows();
        } catch (MigrationException e) {
            throw told(range, e);
        }
    }

    private MigrationException told(KeyRange range, MigrationException e) {
        return e.kind() == FailureKind.REJECTED_RECORD
                ? new MigrationException(
                        FailureKind.REJECTED_RECORD,
                        "the value fails, or is refused, for a row of table " + table + " among rows " + range
                                + ": mend the row, or have backfill.value or backfill.where see to it",
                        e)
                : e;
    }

    private FilledBatches.Filled part(int number, KeyRange range, int rows, boolean less, Watch watch) {
        String doing = "filling column " + filling.column() + " of table " + table + ", rows " + range;
        return database.batch(doing, watch, transaction -> part(transaction, number, range, rows, less));
    }

    /** @param less whether more took too long: then rows before the first that lacks its value are left out, too */
    private FilledBatches.Filled part(Transaction transaction, int number, KeyRange range, int rows, boolean less)
            throws SQLException {
        done.requireCurrent(transaction, table, filling.column());
        FilledBatches.Filled before = done.filled(transaction, number);
        if (before.all(range)) {
            return before;
        }
        KeyRange left = before.until() == null ? range : new KeyRange(before.until(), range.until());
        // Looking holds no rows.
        transaction.execute("SET LOCAL statement_timeout = 0");
        SourceKey until = border(transaction, left, rows).orElse(range.until());
        Optional<SourceKey> first = less ? border(transaction, left, 1) : Optional.empty();
        String within = keys.within(new KeyRange(left.after(), until))
                + first.map(key -> " AND " + keys.from(key)).orElse("");
        database.hurry(transaction);
        long filled = fill(transaction, within);
        FilledBatches.Filled now = before.plus(filled, until);
        if (!done.note(transaction, number, now.parts(), until, filled)) {
            // Another attempt was faster; what it has filled is read next.
            transaction.giveUp();
            return before;
        }
        if (!now.all(range)) {
            // Lost in a crash, a part is lost with its note. The last one waits for the disk, and for all before it.
            transaction.execute("SET LOCAL synchronous_commit = off");
        }
        return now;
    }

    private long fill(Transaction transaction, String within) throws SQLException {
        return transaction.change("UPDATE " + table.aliased() + " SET " + quoted(filling.column()) + " = ("
                + filling.value() + ") WHERE " + within + " AND " + filling.lacks());
    }

    /** Fills what no batch has, as rows that came before there was a trigger. */
    long rest(Consumer<Duration> pace, Watch watch) {
        SourceKey end =
                database.calmly("looking for the rest", watch, this::last).orElse(null);
        if (end == null) {
            return 0;
        }
        int number = database.calmly("looking for the rest", watch, done::another);
        return batch(number, new KeyRange(null, end), REST, pace, watch);
    }
}
