package io.longhaul.activities.live;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.postgres.SqlState;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.TargetDatabase.Work;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.live.Limits;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * A database that others use. Whoever waits for a lock has all later ones wait behind it, so a change waits for moments only,
 * steps back, and tries again. Safe for many threads.
 */
public final class LiveDatabase {

    /** What a batch waits for a row that a writer holds. */
    private static final Duration ROW = Duration.ofMillis(500);

    /** What a statement of a batch may take, unless it is told to {@link #hurry}. */
    private static final Duration BATCH = Duration.ofSeconds(30);

    /**
     * What a change waits for its lock at first, and each time twice as long. The last waits are longer than PostgreSQL takes to
     * look for deadlocks, a second, as it ends an autovacuum that is in the way only then.
     */
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** After which the step fails and is begun again by whoever wanted it: so it is seen, and can be cancelled. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** For how long an answer holds. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    /** Of sessions that this user may not look into, nobody knows whether they are at work. */
    private static final String OTHERS_AT_WORK = """
            EXISTS (SELECT FROM pg_stat_activity
                    WHERE datname = current_database() AND application_name <> 'longhaul' AND pid <> pg_backend_pid()
                      AND (backend_type = 'client backend'
                           AND (state = 'active' OR state_change > clock_timestamp() - interval '1 second')
                        OR backend_type IS NULL AND usename IS NOT NULL))""";

    private static final String ONE_BUILDER = "max_parallel_maintenance_workers";

    /** While others are at work the server rests so many times as long as it has worked for us. */
    private static final int RESTS = 3;

    private static final String TURN = "SELECT pg_advisory_xact_lock(hashtext('longhaul.turn'))";

    /**
     * How a transaction is beside others: of one process, and what it writes goes to the disk bit by bit. Else the system keeps it
     * for half a minute, then writes all of it, and every commit waits behind that.
     */
    private static final String BESIDE_OTHERS = "SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL "
            + ONE_BUILDER + " = 0;" + " SET LOCAL backend_flush_after = '256kB'";

    private final TargetDatabase target;
    private final Duration writerWait;
    private final boolean considerate;
    /** How long the last transaction took that was in turn. */
    private volatile Duration worked = Duration.ZERO;

    private boolean othersAtWork;
    private long askedAt;
    private boolean asked;

    /** @param writerWait how long a writer may have to wait behind a change of the table */
    public LiveDatabase(TargetDatabase target, Duration writerWait) {
        this(target, writerWait, true);
    }

    private LiveDatabase(TargetDatabase target, Duration writerWait, boolean considerate) {
        this.target = target;
        this.writerWait = writerWait;
        this.considerate = considerate;
    }

    /** One that others' sessions are nothing to where they are not limited. */
    public static LiveDatabase within(TargetDatabase target, Limits limits) {
        return new LiveDatabase(target, Duration.ofMillis(limits.writerWait()), limits.activeSessions() > 0);
    }

    /** How long a writer may have to wait behind a change of the table. */
    public Duration writerWait() {
        return writerWait;
    }

    /**
     * Whether anybody else is at work in this database, or was a moment ago. Then their statements get the processors and the
     * disk first: ours are one at a time, each of a single process.
     */
    public synchronized boolean othersAtWork() {
        if (considerate && (!asked || System.nanoTime() - askedAt > FRESH.toNanos())) {
            othersAtWork = target.transaction(
                    "looking whether others are at work",
                    Watch.ofThisThread(),
                    transaction -> transaction.holds(OTHERS_AT_WORK));
            askedAt = System.nanoTime();
            asked = true;
        }
        return othersAtWork;
    }

    /** Takes no lock that keeps others waiting, and as long as it needs. */
    public <T> T calmly(String doing, Watch watch, Work<T> work) {
        boolean alone = !othersAtWork();
        return target.transaction(doing, watch, bounded(Duration.ZERO, Duration.ZERO, Duration.ZERO, transaction -> {
            if (!alone) {
                transaction.execute(BESIDE_OTHERS);
            }
            return work.in(transaction);
        }));
    }

    /** The same for what reads much beside batches: while others are at work, these wait for it, and it for them. */
    public <T> T inTurn(String doing, Watch watch, Work<T> work) {
        boolean alone = !othersAtWork();
        return calmly(doing, watch, transaction -> {
            if (!alone) {
                transaction.execute(TURN);
            }
            return work.in(transaction);
        });
    }

    /** Changes the table's definition: no writer waits longer than the bound, for the lock and the change together. */
    public <T> T briefly(String doing, Watch watch, Work<T> work) {
        return briefly(doing, () -> "", watch, work);
    }

    /** @param inTheWay asked after each try that did not get its lock; the last answer is part of the message */
    public <T> T briefly(String doing, Supplier<String> inTheWay, Watch watch, Work<T> work) {
        return patiently(
                doing,
                inTheWay,
                this::wait,
                wait -> target.transaction(doing, watch, bounded(wait, writerWait, writerWait, work)));
    }

    /** What is left of the bound is for the change itself. */
    private Duration wait(int tries) {
        Duration longest = writerWait.multipliedBy(3).dividedBy(5);
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(tries, 10));
        return wait.compareTo(longest) < 0 ? wait : longest;
    }

    /**
     * Changes rows, which writers hold now and then. While others are at work, one such transaction waits for the other, and
     * between two of them the server rests.
     */
    public <T> T batch(String doing, Watch watch, Work<T> work) {
        return rows(doing, watch, work, othersAtWork(), RESTS);
    }

    /** The same for what there is more of the longer it waits: the server rests as long as it worked. */
    public <T> T growing(String doing, Watch watch, Work<T> work) {
        return rows(doing, watch, work, othersAtWork(), 1);
    }

    /** The same in one snapshot. It waits for no other, as its snapshot would be old by then. */
    public <T> T inOneSnapshot(String doing, Watch watch, Work<T> work) {
        return rows(
                doing,
                watch,
                transaction -> {
                    transaction.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
                    unhurried(transaction);
                    return work.in(transaction);
                },
                false,
                0);
    }

    private <T> T rows(String doing, Watch watch, Work<T> work, boolean inTurn, int rests) {
        Duration row = ROW.compareTo(writerWait) < 0 ? ROW : writerWait;
        return patiently(
                doing,
                () -> "",
                tries -> row,
                wait -> target.transaction(doing, watch, transaction -> {
                    if (inTurn) {
                        // Nobody else takes a turn while it rests, and it holds nothing yet.
                        transaction.execute(BESIDE_OTHERS + ";" + TURN);
                        rest(worked, rests);
                    }
                    long begun = System.nanoTime();
                    T result = bounded(wait, BATCH, writerWait, work).in(transaction);
                    worked = Duration.ofNanos(System.nanoTime() - begun);
                    return result;
                }));
    }

    /** To be called between two statements that ask much of the server: while others are at work, it lasts longer than they. */
    public void rest(Duration took) {
        rest(took, RESTS);
    }

    private void rest(Duration took, int rests) {
        if (othersAtWork()) {
            Duration rest = took.multipliedBy(rests);
            sleep(rest.compareTo(LONGEST_PAUSE) < 0 ? rest : LONGEST_PAUSE);
        }
    }

    /** What follows in a batch holds no rows, and may take as long as it needs. */
    private static void unhurried(Transaction transaction) throws SQLException {
        transaction.execute("SET LOCAL statement_timeout = 0");
    }

    /** What follows in a batch writes rows that nobody else knows. */
    public void bound(Transaction transaction) throws SQLException {
        transaction.execute("SET LOCAL statement_timeout = " + BATCH.toMillis());
    }

    /**
     * What follows in a batch takes rows, and has them all before a writer that waits for one of them looks for deadlocks: so the
     * batch has given way by then, no writer is ever the victim, and none waits longer than it may.
     */
    public void hurry(Transaction transaction) throws SQLException {
        transaction.execute("SELECT set_config('statement_timeout', least(900 * extract(epoch FROM"
                + " current_setting('deadlock_timeout')::interval), " + writerWait.toMillis() + ")::int::text, true)");
    }

    /** For statements that can't be in a transaction. */
    public <T> T alone(String doing, Watch watch, Work<T> work) {
        boolean alone = !othersAtWork();
        return target.alone(doing, watch, transaction -> {
            transaction.execute("SET lock_timeout = 0; SET statement_timeout = 0; " + endedWithItsClient("SET")
                    + (alone ? "" : "; SET " + ONE_BUILDER + " = 0"));
            try {
                return work.in(transaction);
            } finally {
                transaction.attemptAlone("RESET lock_timeout; RESET statement_timeout; RESET " + ONE_BUILDER
                        + "; RESET client_connection_check_interval; RESET tcp_keepalives_idle;"
                        + " RESET tcp_keepalives_interval; RESET tcp_keepalives_count");
            }
        });
    }

    /** @param idle after which the server ends what a worker holds that is frozen or cut off between two statements */
    private static <T> Work<T> bounded(Duration lock, Duration statement, Duration idle, Work<T> work) {
        return transaction -> {
            transaction.execute("SET LOCAL lock_timeout = " + lock.toMillis() + "; SET LOCAL statement_timeout = "
                    + statement.toMillis() + "; SET LOCAL idle_in_transaction_session_timeout = " + idle.toMillis()
                    + "; " + endedWithItsClient("SET LOCAL"));
            return work.in(transaction);
        };
    }

    /** What a killed worker has begun must not work on. Its server looks for it now and then, and for one that is cut off. */
    private static String endedWithItsClient(String set) {
        return set + " client_connection_check_interval = 2000; " + set + " tcp_keepalives_idle = 10; " + set
                + " tcp_keepalives_interval = 5; " + set + " tcp_keepalives_count = 3";
    }

    /** The one place where lock time-outs and deadlocks are tried again. Between two tries others get as long as they waited. */
    private <T> T patiently(
            String doing, Supplier<String> inTheWay, IntFunction<Duration> waits, Function<Duration, T> attempt) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        Duration pause = FIRST_PAUSE;
        for (int tries = 0; true; tries++) {
            Duration wait = waits.apply(tries);
            try {
                return attempt.apply(wait);
            } catch (MigrationException e) {
                if (!isForAnotherTry(e)) {
                    throw timedOut(doing, e);
                }
                String holder = inTheWay.get();
                if (System.nanoTime() > until) {
                    throw new MigrationException(e.kind(), e.getMessage() + holder, e);
                }
            }
            sleep(wait.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 2, pause.toMillis() + 1)));
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** Locks and deadlocks; and a transaction that the server ended, as this process was held up in it. */
    private boolean isForAnotherTry(MigrationException e) {
        return List.of("55P03", "40P01", "25P03").contains(SqlState.of(e));
    }

    /** A statement that takes too long does so each time; it is not for trying on without end. */
    private MigrationException timedOut(String doing, MigrationException e) {
        return isTooLong(e) && e.kind() == FailureKind.TIMEOUT
                ? new MigrationException(
                        FailureKind.UNKNOWN,
                        "PostgreSQL at " + target.address() + " took too long for " + doing
                                + ": make what it does cheaper, or raise limits.writer-wait",
                        e)
                : e;
    }

    /** Whether a statement has taken longer than it may. */
    public static boolean isTooLong(MigrationException e) {
        return SqlState.of(e).equals("57014");
    }

    /** Waits, unless this thread is interrupted: then its work ends. */
    public static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MigrationException(FailureKind.UNAVAILABLE, "work with the target was interrupted", e);
        }
    }
}
