package io.longhaul.activities.live;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.live.Limits;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a database for all that a process does with one of its tables: at most once a second, with one cheap question.
 * Safe for many threads.
 */
public final class Throttle {

    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    /** A database that takes longer to say how it is can't bear any work. */
    private static final String ANSWER = "SET LOCAL statement_timeout = 5000";

    private final LiveDatabase database;
    private final LiveTable table;
    private final Limits limits;
    private @Nullable Pace last;
    private long lookedAt;
    /** How long the last transaction took that this process has written rows in. */
    private volatile Duration took = Duration.ZERO;

    public Throttle(LiveDatabase database, LiveTable table, Limits limits) {
        this.database = database;
        this.table = table;
        this.limits = limits;
    }

    /** May I go on, and if not, why? */
    public synchronized Pace ask() {
        if (limits.off()) {
            return new Pace.Go();
        }
        if (last == null || System.nanoTime() - lookedAt > FRESH_NANOS) {
            last = look();
            lookedAt = System.nanoTime();
        }
        return last;
    }

    /**
     * To be waited for before each transaction that writes rows, and told how long the one before it took; zero for the first
     * of a batch.
     *
     * @param note told why it waits, and null when it goes on
     */
    public Consumer<Duration> pace(Watch watch, Consumer<@Nullable String> note) {
        return before -> {
            took = before.isZero() ? took : before;
            await(took, watch, note);
        };
    }

    /**
     * Returns when work may go on.
     *
     * @param took how long the work before it took; as long it rests where the database is half way to a limit
     */
    void await(Duration took, Watch watch, Consumer<@Nullable String> note) {
        Pace pace = ask();
        while (pace instanceof Pace.Wait wait) {
            note.accept("waiting: " + wait.why());
            LiveDatabase.sleep(Duration.ofSeconds(1));
            watch.look();
            pace = ask();
        }
        if (pace instanceof Pace.Slow slow) {
            note.accept("slowed down: " + slow.why());
            LiveDatabase.sleep(took);
        } else {
            note.accept(database.othersAtWork() ? "one transaction at a time, as others are at work" : null);
        }
    }

    private Pace look() {
        try {
            return database.calmly("asking how it is", Watch.ofThisThread(), transaction -> {
                        transaction.execute(ANSWER);
                        return vitals(transaction);
                    })
                    .pace(limits);
        } catch (MigrationException e) {
            boolean busy = e.kind() == FailureKind.UNAVAILABLE || e.kind() == FailureKind.TIMEOUT;
            if (!busy || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return new Pace.Wait("the database does not say how it is");
        }
    }

    /** What was counted is forgotten in a crash; what ANALYZE has estimated is not. */
    private Vitals vitals(Transaction transaction) throws SQLException {
        long begun = System.nanoTime();
        transaction.execute(
                "SELECT 1 FROM " + table.aliased() + " ORDER BY " + new Keyset(table).columns() + " LIMIT 1");
        long probe = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        return transaction.row(
                """
                SELECT (SELECT coalesce(max(extract(epoch FROM replay_lag)), 0) FROM pg_stat_replication),
                       coalesce((SELECT n_dead_tup::float8 / greatest(n_live_tup, reltuples, 1)
                                 FROM pg_stat_all_tables JOIN pg_class ON oid = relid WHERE relid = %1$d), 0),
                       (SELECT count(*) FROM pg_stat_activity
                        WHERE state = 'active' AND backend_type = 'client backend' AND application_name <> 'longhaul'),
                       (SELECT count(DISTINCT w.pid) FROM pg_locks l JOIN pg_stat_activity w ON w.pid = l.pid
                        WHERE NOT l.granted AND w.application_name <> 'longhaul'
                          AND EXISTS (SELECT FROM unnest(pg_blocking_pids(w.pid)) AS b (pid)
                                      JOIN pg_stat_activity o ON o.pid = b.pid
                                      WHERE o.application_name = 'longhaul')),
                       (SELECT count(*) FROM pg_stat_progress_vacuum WHERE relid = %1$d)""".formatted(table.oid()),
                row -> new Vitals(
                        row.getDouble(1), row.getDouble(2), row.getInt(3), row.getInt(4), probe, row.getInt(5)));
    }
}
