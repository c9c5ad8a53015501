package io.longhaul.activities.live;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.TargetDatabase.Work;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.engine.FailureKind;
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

    private final TargetDatabase target;
    private final Duration writerWait;

    /** @param writerWait how long a writer may have to wait behind a change of the table */
    public LiveDatabase(TargetDatabase target, Duration writerWait) {
        this.target = target;
        this.writerWait = writerWait;
    }

    /** How long a writer may have to wait behind a change of the table. */
    public Duration writerWait() {
        return writerWait;
    }

    /** Takes no lock that keeps others waiting, and as long as it needs. */
    public <T> T calmly(String doing, Watch watch, Work<T> work) {
        return target.transaction(doing, watch, bounded(Duration.ZERO, Duration.ZERO, Duration.ZERO, work));
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

    /** Changes rows, which writers hold now and then. */
    public <T> T batch(String doing, Watch watch, Work<T> work) {
        Duration row = ROW.compareTo(writerWait) < 0 ? ROW : writerWait;
        return patiently(
                doing,
                () -> "",
                tries -> row,
                wait -> target.transaction(doing, watch, bounded(wait, BATCH, writerWait, work)));
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
        return target.alone(doing, watch, transaction -> {
            transaction.execute("SET lock_timeout = 0; SET statement_timeout = 0; " + endedWithItsClient("SET"));
            try {
                return work.in(transaction);
            } finally {
                transaction.attemptAlone(
                        "RESET lock_timeout; RESET statement_timeout; RESET client_connection_check_interval; RESET"
                                + " tcp_keepalives_idle; RESET tcp_keepalives_interval; RESET tcp_keepalives_count");
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
        return List.of("55P03", "40P01", "25P03").contains(sqlState(e));
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
        return sqlState(e).equals("57014");
    }

    /** As PostgreSQL gave it; empty where it is not from there. */
    public static String sqlState(MigrationException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
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
