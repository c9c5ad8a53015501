package io.longhaul.activities.repartition.swap;

import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.postgres.Watch;
import java.util.List;

/**
 * The partitions of the live table, which others make, attach, detach and drop. Rows come and go with them without any trigger,
 * so the log is told.
 */
final class Parts {

    private final LiveDatabase database;
    private final TablePair pair;

    Parts(LiveDatabase database, TablePair pair) {
        this.database = database;
        this.pair = pair;
    }

    /** Running it again is harmless: what is entered once more is carried over once more. */
    void follow(Watch watch) {
        String doing = "looking at partitions of table " + pair;
        boolean known = database.calmly(doing, watch, transaction -> {
            TablePair now = Pairs.locked(transaction, pair);
            return now.phase().ended() || Pairs.hasParts(transaction, now);
        });
        if (known) {
            return;
        }
        List<Tree> parts = database.briefly(doing, watch, transaction -> {
            TablePair now = Pairs.locked(transaction, pair);
            ChangeLog.ofLive(now).extend(transaction, Pairs.newParts(transaction, now));
            return Tree.of(transaction, now.oid(now.live()));
        });
        database.calmly(doing, watch, transaction -> {
            TablePair now = Pairs.locked(transaction, pair);
            ChangeLog log = ChangeLog.ofLive(now);
            for (Tree part : Pairs.newParts(transaction, now)) {
                if (part.leaf() && parts.contains(part)) {
                    log.enter(transaction, part);
                }
            }
            log.enterTruncation(transaction);
            Pairs.noteParts(transaction, now, parts);
            return now;
        });
    }
}
