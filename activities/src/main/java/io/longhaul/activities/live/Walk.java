package io.longhaul.activities.live;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The way through a batch, in transactions of so many rows at most, of fewer while others are at work, and of half as many where
 * that takes too long or a row is refused, until that one is known. Each notes how far the batch is, so that one that is run
 * again goes on from there.
 *
 * @param rows of which a batch takes those in its range
 * @param pace waited for before each transaction, told how long the one before it took
 */
public record Walk(Selection rows, BatchLog log, Consumer<Duration> pace, Watch watch) {

    /** Rows of a transaction in company, until it is known how long they take. */
    private static final int FIRST = 500;

    /** Until rows are taken. Lost in a crash, a part is lost with its note. */
    private static final String UNHURRIED = "SET LOCAL statement_timeout = 0; SET LOCAL synchronous_commit = off";

    /** What is done with rows. */
    public interface Writer {

        /** @throws MigrationException where it must not write any more */
        void require(Transaction transaction) throws SQLException;

        /**
         * @param within which rows, as a condition
         * @return how many it has written
         */
        long write(Transaction transaction, String within) throws SQLException;

        /** What is told of a row that the server refuses, with the way out. */
        MigrationException rejected(SourceKey row, MigrationException refusal);
    }

    /**
     * @param doing for errors
     * @param most rows of a transaction
     * @return how many rows of the batch are written, now or before
     */
    public long through(String doing, int batch, KeyRange range, int most, Writer writer) {
        BatchLog.Written written = BatchLog.Written.NOTHING;
        Duration took = Duration.ZERO;
        Portion portion = new Portion(most, FIRST);
        while (!written.all(range)) {
            pace.accept(took);
            long begun = System.nanoTime();
            int size = portion.next(rows.database().othersAtWork());
            boolean less = portion.next(false) < most;
            try {
                written = rows.database()
                        .batch(
                                doing,
                                watch,
                                transaction -> part(transaction, batch, range, portion, size, less, writer));
            } catch (MigrationException e) {
                boolean rejected = e.kind() == FailureKind.REJECTED_RECORD;
                if (!rejected && !LiveDatabase.isTooLong(e)) {
                    throw e;
                }
                if (!portion.failed(size)) {
                    throw rejected ? writer.rejected(next(batch, range), e) : e;
                }
            }
            took = Duration.ofNanos(System.nanoTime() - begun);
        }
        return written.rows();
    }

    /** The first row that a batch has not written yet. */
    private SourceKey next(int batch, KeyRange range) {
        return rows.database()
                .calmly("looking for a row that was refused", watch, transaction -> {
                    transaction.execute(Selection.BY_KEY);
                    return rows.border(transaction, left(log.written(transaction, batch), range), 1);
                })
                .orElse(range.until());
    }

    private static KeyRange left(BatchLog.Written before, KeyRange range) {
        return before.until() == null ? range : new KeyRange(before.until(), range.until());
    }

    /** @param less whether more took too long or was refused: then rows before the first that is to be taken are left out, too */
    private BatchLog.Written part(
            Transaction transaction, int batch, KeyRange range, Portion portion, int size, boolean less, Writer writer)
            throws SQLException {
        BatchLog.Written before = log.written(transaction, batch);
        if (before.all(range)) {
            return before;
        }
        writer.require(transaction);
        Keyset keys = new Keyset(rows.table());
        KeyRange left = left(before, range);
        transaction.execute(Selection.BY_KEY + "; " + UNHURRIED);
        SourceKey until = rows.border(transaction, left, size).orElse(range.until());
        Optional<SourceKey> first = less ? rows.border(transaction, left, 1) : Optional.empty();
        String within = keys.within(new KeyRange(left.after(), until))
                + first.map(key -> " AND " + keys.from(key)).orElse("");
        long begun = System.nanoTime();
        long count = writer.write(transaction, within);
        portion.took(size, Duration.ofNanos(System.nanoTime() - begun));
        BatchLog.Written now = before.plus(count, until);
        if (!log.note(transaction, batch, now.parts(), until, count)) {
            // Another attempt was faster; what it has written is read next.
            transaction.giveUp();
            return before;
        }
        if (now.all(range)) {
            // It waits for the disk, and for all before it.
            transaction.execute("SET LOCAL synchronous_commit TO DEFAULT");
        }
        return now;
    }
}
