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

    /**
     * Drops the new table, which does not have the name (any more), and what logs writes. The live table is locked for its own
     * triggers alone; the new one goes afterwards, partition by partition, and is looked for when this is run again.
     */
    public void dropMade(Watch watch) {
        String doing = "dropping what was made of table " + pair;
        TablePair now = database.briefly(doing, watch, transaction -> {
            TablePair found = Pairs.locked(transaction, pair);
            if (found.phase() == Phase.PREPARED) {
                new ChangeLog(found, Side.ORIGINAL).remove(transaction);
                Pairs.end(transaction, found, Phase.RETURNED);
            }
            return Pairs.locked(transaction, pair);
        });
        if (now.phase() != Phase.RETURNED) {
            return;
        }
        for (Tree part : database.calmly(doing, watch, transaction -> Tree.of(transaction, now.made()))) {
            if (part.leaf()) {
                database.calmly(doing, watch, transaction -> {
                    // Another attempt may have dropped it, and another job have one of that name.
                    if (Tree.of(transaction, now.made()).contains(part)) {
                        transaction.execute("DROP TABLE " + part.table());
                    }
                    return part;
                });
            }
        }
        database.calmly(doing, watch, transaction -> {
            TablePair last = Pairs.locked(transaction, pair);
            if (!last.madeName().isEmpty()) {
                transaction.execute("DROP TABLE " + last.table(Side.MADE));
            }
            TablePair gone = Pairs.locked(transaction, pair);
            new KeyTrigger(gone).remove(transaction);
            new ChangeLog(gone, Side.MADE).remove(transaction);
            return gone;
        });
    }

    /** Leaves the new table its name for good: from now on the old one stays as it is. */
    public void close(Watch watch) {
        database.briefly("finalizing table " + pair, watch, transaction -> {
            TablePair now = Pairs.locked(transaction, pair);
            if (now.phase() == Phase.SWAPPED) {
                new ChangeLog(now, Side.MADE).remove(transaction);
                new ChangeLog(now, Side.ORIGINAL).remove(transaction);
                Pairs.end(transaction, now, Phase.FINAL);
            }
            return now;
        });
    }
}
