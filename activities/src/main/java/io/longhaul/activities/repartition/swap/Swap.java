package io.longhaul.activities.repartition.swap;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.repartition.swap.TablePair.Phase;
import io.longhaul.activities.repartition.swap.TablePair.Side;
import io.longhaul.workflows.engine.FailureKind;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The two tables of a pair exchange their names, and all that hangs on the one comes to hang on the other, in one short
 * transaction. It is done or not; one whose answer was lost is recognised by what was noted in it. The way back is the same.
 */
public final class Swap {

    /** How often others may have been about to wait too long, as on a machine that was busy just then. */
    private static final int ATTEMPTS = 5;

    private final LiveDatabase database;
    private final TablePair pair;

    public Swap(LiveDatabase database, TablePair pair) {
        this.database = database;
        this.pair = pair;
    }

    /** Makes on the table beside what can be made before: its log, and what gives rows their key. For when all is copied. */
    public void prepare(Watch watch) {
        database.calmly("preparing the swap of table " + pair, watch, transaction -> {
            TablePair now = Pairs.locked(transaction, pair);
            if (now.phase() == Phase.PREPARED) {
                new ChangeLog(now, Side.MADE).create(transaction);
                new KeyTrigger(now).create(transaction);
            }
            return now;
        });
    }

    /** Gives the new table the name. */
    public Swapped forward(Consumer<@Nullable String> note, Watch watch) {
        return to(Side.MADE, note, watch);
    }

    /** Gives it back to the old one, which has all writes that came since. */
    public Swapped back(Consumer<@Nullable String> note, Watch watch) {
        return to(Side.ORIGINAL, note, watch);
    }

    private Swapped to(Side side, Consumer<@Nullable String> note, Watch watch) {
        String doing = "swapping table " + pair;
        Timing timing = new Timing();
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Carrier carrier = new Carrier(database, pair);
            carrier.catchUp(note, watch);
            if (OldSnapshots.await(database, note, watch)) {
                carrier.catchUp(note, watch);
            }
            boolean done = exchanged(doing, side, timing, watch);
            timing.end();
            if (done) {
                return database.calmly(doing, watch, transaction -> Pairs.timed(transaction, pair, timing));
            }
        }
        throw new MigrationException(
                FailureKind.UNAVAILABLE,
                doing + " was given up " + ATTEMPTS
                        + " times, as others would have waited longer than limits.writer-wait, "
                        + database.writerWait().toMillis()
                        + " ms, or as too much was written meanwhile: raise that limit,"
                        + " or choose a quieter hour");
    }

    /**
     * What is unique may be there twice for a moment while rows are written: then all is carried over before the next attempt.
     * The same where it took longer than others may wait.
     */
    private boolean exchanged(String doing, Side side, Timing timing, Watch watch) {
        try {
            return database.briefly(doing, watch, transaction -> attempt(transaction, side, timing));
        } catch (MigrationException e) {
            if (Carrier.isTwice(e) || LiveDatabase.isTooLong(e)) {
                return false;
            }
            throw e;
        }
    }

    private boolean attempt(Transaction transaction, Side to, Timing timing) throws SQLException {
        timing.end();
        TablePair now = Pairs.locked(transaction, pair);
        if (now.phase().ended()) {
            throw new MigrationException(
                    FailureKind.INVALID_SPEC,
                    "the migration of table " + pair + " has come to its end before: there is nothing to swap");
        }
        if (now.live() == to) {
            return true;
        }
        try {
            boolean done = new Exchange(
                            database, transaction, to == Side.MADE ? Pairs.dated(transaction, now) : now, timing)
                    .run();
            if (!done) {
                transaction.giveUp();
            }
            return done;
        } catch (SQLException | RuntimeException e) {
            timing.end();
            throw e;
        }
    }
}
