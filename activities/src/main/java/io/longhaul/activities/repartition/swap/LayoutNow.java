package io.longhaul.activities.repartition.swap;

import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which layout a table has, of the two between which it was last moved.
 *
 * @param since when it is in this phase
 * @param beside name of the other table, without the schema; empty where it is gone
 * @param log what waits to be carried over to it; null where it no longer follows
 */
public record LayoutNow(
        TablePair.Phase phase,
        Instant since,
        String beside,
        @Nullable Waiting log) {

    /** @return empty where it never got another layout, nor was about to */
    public static Optional<LayoutNow> of(TargetDatabase target, String table) {
        return target.transaction("looking at the layout of table " + table, Watch.ofThisThread(), transaction -> {
            LiveTable live = LiveTable.read(transaction, table);
            Optional<TablePair> pair = Pairs.find(transaction, live.schema(), live.name());
            return pair.isPresent() ? Optional.of(of(transaction, pair.get())) : Optional.empty();
        });
    }

    private static LayoutNow of(Transaction transaction, TablePair pair) throws SQLException {
        Instant since = Pairs.since(transaction, pair);
        return new LayoutNow(
                pair.phase(),
                since,
                pair.bareName(pair.live().other()),
                pair.phase().ended() ? null : ChangeLog.ofLive(pair).waiting(transaction, since));
    }
}
