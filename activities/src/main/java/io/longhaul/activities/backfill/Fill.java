package io.longhaul.activities.backfill;

import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.live.Selection;
import io.longhaul.activities.live.Walk;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Fills rows, in ranges of their keys. Whether a row lacks its value is asked anew when its lock is held, so that no value
 * which is there is overwritten.
 */
record Fill(LiveDatabase database, LiveTable table, Filling filling, FillingJob job) implements Walk.Writer {

    /** Rows that belong to no batch are few, unless they came by the thousands meanwhile. */
    private static final int REST = 5_000;

    /** The rows that lack their value. Where the value fails for a row, that is told by the batch which has it. */
    Selection rows() {
        return new Selection(database, table, filling.rows(table), filling.lacks(), filling.lacksAny());
    }

    /**
     * Fills a batch.
     *
     * @param most rows of a transaction
     * @param pace waited for before each transaction, told how long the one before it took
     * @return how many rows it has filled, now or before
     */
    long batch(int number, KeyRange range, int most, Consumer<Duration> pace, Watch watch) {
        return new Walk(rows(), job.log(), pace, watch)
                .through(
                        "filling column " + filling.column() + " of table " + table + ", rows " + range,
                        number,
                        range,
                        most,
                        this);
    }

    @Override
    public MigrationException rejected(SourceKey row, MigrationException refusal) {
        return new MigrationException(
                FailureKind.REJECTED_RECORD,
                "the value fails, or is refused, for row " + row + " of table " + table
                        + ", and those behind it in its batch wait: mend the row, or have backfill.value or"
                        + " backfill.where see to it, and run again",
                refusal);
    }

    @Override
    public void require(Transaction transaction) {
        job.requireCurrent(transaction, table, filling.column());
    }

    @Override
    public long write(Transaction transaction, String within) throws SQLException {
        database.hurry(transaction);
        return transaction.change("UPDATE " + table.aliased() + " SET " + quoted(filling.column()) + " = ("
                + filling.value() + ") WHERE " + within + " AND " + filling.lacks());
    }

    /** Fills what no batch has, as rows that came before there was a trigger. */
    long rest(Consumer<Duration> pace, Watch watch) {
        String doing = "looking for the rest";
        SourceKey end = database.calmly(doing, watch, rows()::last).orElse(null);
        if (end == null) {
            return 0;
        }
        int number = database.calmly(doing, watch, job.log()::another);
        return batch(number, new KeyRange(null, end), REST, pace, watch);
    }
}
