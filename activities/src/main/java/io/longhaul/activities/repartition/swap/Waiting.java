package io.longhaul.activities.repartition.swap;

import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Watch;
import java.time.Instant;
import java.util.Optional;

/**
 * Writes to a live table that are logged, and wait to be carried over to the table beside it. Nobody has to carry them, so they
 * get more and more.
 *
 * @param swapped whether they wait for the way back; if not, for the new table to be ready
 * @param writes about how many; a row that is written twice counts twice
 * @param estimated whether they were too many to be counted
 * @param bytes that the log takes on disk
 * @param since when the live table is logged
 */
public record Waiting(boolean swapped, long writes, boolean estimated, long bytes, Instant since) {

    /** @return empty where nothing is logged (any more) */
    public static Optional<Waiting> of(TargetDatabase target, String table) {
        return target.transaction("looking at the log of table " + table, Watch.ofThisThread(), transaction -> {
            LiveTable live = LiveTable.read(transaction, table);
            Optional<TablePair> pair = Pairs.find(transaction, live.schema(), live.name())
                    .filter(found -> !found.phase().ended());
            return pair.isPresent() ? Optional.of(ChangeLog.ofLive(pair.get()).waiting(transaction)) : Optional.empty();
        });
    }
}
