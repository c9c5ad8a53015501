package io.longhaul.activities.repartition.swap;

import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.repartition.swap.TablePair.Phase;
import io.longhaul.activities.repartition.swap.TablePair.Side;

/** The two ends of a pair: one of its tables is given up. Running one again is harmless. */
public final class WayBack {

    private final LiveDatabase database;
    private final TablePair pair;

    public WayBack(LiveDatabase database, TablePair pair) {
        this.database = database;
        this.pair = pair;
    }

    /** Drops the new table, which does not have the name (any more), and what logs writes. */
    public void dropMade(Watch watch) {
        String doing = "dropping what was made of table " + pair;
        database.briefly(doing, watch, transaction -> {
            TablePair now = Pairs.locked(transaction, pair);
            if (now.phase() == Phase.PREPARED) {
                new ChangeLog(now, Side.ORIGINAL).remove(transaction);
                Pairs.end(transaction, now, Phase.RETURNED);
            }
            return now;
        });
        // A large table's files take their time, and nobody waits for it any more.
        database.calmly(doing, watch, transaction -> {
            TablePair now = Pairs.locked(transaction, pair);
            if (now.phase() == Phase.RETURNED) {
                KeyTrigger.remove(transaction, now.made());
                new ChangeLog(now, Side.MADE).remove(transaction);
                if (!now.madeName().isEmpty()) {
                    transaction.execute("DROP TABLE " + now.table(Side.MADE));
                }
            }
            return now;
        });
    }

    /** Leaves the new table its name for good: from now on the old one stays as it is. */
    public void close(Watch watch) {
        database.briefly("finalizing table " + pair, watch, transaction -> {
            TablePair now = Pairs.locked(transaction, pair);
            if (now.phase() == Phase.SWAPPED) {
                // Nobody writes to the old table. Whoever reads it is waited for before writers wait for us.
                new ChangeLog(now, Side.ORIGINAL).remove(transaction);
                KeyTrigger.remove(transaction, now.original());
                new ChangeLog(now, Side.MADE).remove(transaction);
                Pairs.end(transaction, now, Phase.FINAL);
            }
            return now;
        });
    }
}
