package io.longhaul.activities.repartition.swap;

import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.postgres.Watch;
import java.util.List;

/** What is done after a swap, beside the writers: foreign keys that hold for new rows are found to hold for all. */
public final class Settlement {

    private final LiveDatabase database;
    private final TablePair pair;

    public Settlement(LiveDatabase database, TablePair pair) {
        this.database = database;
        this.pair = pair;
    }

    /** Cut off, it goes on where it was. */
    public void run(Watch watch) {
        String doing = "validating foreign keys of table " + pair;
        List<String> open = database.calmly(doing, watch, transaction -> {
            transaction.execute("SET LOCAL search_path = ''");
            return ForeignKeys.notValidated(transaction, Pairs.locked(transaction, pair));
        });
        for (String statement : open) {
            // All rows are looked at under a lock that keeps nobody waiting but DDL and vacuum.
            database.calmly(doing, watch, transaction -> {
                transaction.execute(statement);
                return pair;
            });
        }
        List<String> whole = database.calmly(doing, watch, transaction -> {
            transaction.execute("SET LOCAL search_path = ''");
            return ForeignKeys.ofPartitionsAlone(transaction, Pairs.locked(transaction, pair));
        });
        for (String statement : whole) {
            database.briefly(doing, watch, transaction -> {
                Exchange.giveWay(transaction);
                TablePair now = Pairs.locked(transaction, pair);
                // An autovacuum of a partition is waited for before anybody has to wait for us.
                transaction.execute("LOCK TABLE " + now.table(now.live()) + " IN SHARE UPDATE EXCLUSIVE MODE");
                transaction.execute(statement);
                return now;
            });
        }
    }
}
