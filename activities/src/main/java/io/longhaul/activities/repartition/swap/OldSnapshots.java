package io.longhaul.activities.repartition.swap;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.engine.FailureKind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of isolation REPEATABLE READ sees what was there when it began. One that began before rows were copied, and asks
 * for the table after the swap, would find it without them. So the swap waits for such transactions to end, as CREATE INDEX
 * CONCURRENTLY does.
 */
final class OldSnapshots {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private OldSnapshots() {}

    /**
     * A transaction of somebody else.
     *
     * @param id pids come again, and so may what they see; this does not
     * @param since when it began; null where this user is not told, as it lacks pg_monitor
     */
    private record Other(int pid, String id, @Nullable String since) {

        String words() {
            return "the transaction of process " + pid + (since == null ? "" : ", which began at " + since)
                    + " and still sees the table as it was then";
        }
    }

    /** @return whether there was any, and so others have written for a while */
    static boolean await(LiveDatabase database, Consumer<@Nullable String> note, Watch watch) {
        List<Other> old = database.calmly("looking for old transactions", watch, OldSnapshots::all);
        boolean any = !old.isEmpty();
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!old.isEmpty()) {
            String waiting = "waiting for " + old.get(0).words();
            if (System.nanoTime() > until) {
                throw new MigrationException(FailureKind.UNAVAILABLE, waiting + ": end it");
            }
            note.accept(waiting);
            LiveDatabase.sleep(BETWEEN_LOOKS);
            watch.look();
            List<Other> now = database.calmly("looking for old transactions", watch, OldSnapshots::all);
            old = old.stream().filter(now::contains).toList();
        }
        note.accept(null);
        return any;
    }

    /** What is asked of other users' sessions, every user may know; their kind and when they began, not all may. */
    private static List<Other> all(Transaction transaction) throws SQLException {
        return transaction.rows("""
                SELECT a.pid, virtualxid, xact_start::timestamptz(0)::text
                FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid AND locktype = 'virtualxid' AND virtualxid = virtualtransaction
                WHERE datname = current_database() AND usesysid IS NOT NULL AND backend_xmin IS NOT NULL
                  AND coalesce(backend_type, 'client backend') = 'client backend' AND a.pid <> pg_backend_pid()
                  AND application_name <> 'longhaul' ORDER BY xact_start""", row -> new Other(row.getInt(1), row.getString(2), row.getString(3)));
    }
}
