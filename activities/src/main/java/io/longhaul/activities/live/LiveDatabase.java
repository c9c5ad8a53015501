package io.longhaul.activities.live;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.TargetDatabase.Work;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.engine.FailureKind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A database that others use. Whoever waits for a lock has all later ones wait behind it, so a change waits for moments only,
 * steps back, and tries again. Safe for many threads.
 */
public final class LiveDatabase {

    /**
     * What a batch waits for a row that a writer holds. Less than the second after which PostgreSQL looks for deadlocks: so the
     * batch has given way by then, and no writer is ever the victim.
     */
    private static final Duration ROW = Duration.ofMillis(500);

    /** What a statement of a batch may take; the rows that it holds are held so long. */
    private static final Duration BATCH = Duration.ofSeconds(30);

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
        return target.transaction(doing, watch, bounded(Duration.ZERO, Duration.ZERO, work));
    }

    /** Changes the table's definition: no writer waits longer than the bound, for the lock and the change together. */
    public <T> T briefly(String doing, Watch watch, Work<T> work) {
        return patiently(doing, watch, bounded(writerWait.dividedBy(2), writerWait, work));
    }

    /** Changes rows, which writers hold now and then. */
    public <T> T batch(String doing, Watch watch, Work<T> work) {
        return patiently(doing, watch, bounded(ROW.compareTo(writerWait) < 0 ? ROW : writerWait, BATCH, work));
    }

    /** For statements that can't be in a transaction. */
    public <T> T alone(String doing, Watch watch, Work<T> work) {
        return target.alone(doing, watch, transaction -> {
            transaction.execute("SET lock_timeout = 0; SET statement_timeout = 0; " + endedWithItsClient("SET"));
            try {
                return work.in(transaction);
            } finally {
                transaction.attemptAlone(
                        "RESET lock_timeout; RESET statement_timeout; RESET client_connection_check_interval");
            }
        });
    }

    private static <T> Work<T> bounded(Duration lock, Duration statement, Work<T> work) {
        return transaction -> {
            transaction.execute("SET LOCAL lock_timeout = " + lock.toMillis() + "; SET LOCAL statement_timeout = "
                    + statement.toMillis() + "; " + endedWithItsClient("SET LOCAL"));
            return work.in(transaction);
        };
    }

    /** What a killed worker has begun must not work on. Its server looks for it now and then. */
    private static String endedWithItsClient(String set) {
        return set + " client_connection_check_interval = 2000";
    }

    /** The one place where lock time-outs and deadlocks are tried again. */
    private <T> T patiently(String doing, Watch watch, Work<T> work) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return target.transaction(doing, watch, work);
            } catch (MigrationException e) {
                if (!isLock(e) || System.nanoTime() > until) {
                    throw timedOut(doing, e);
                }
            }
            sleep(Duration.ofMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 2, pause.toMillis() + 1)));
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private boolean isLock(MigrationException e) {
        String state = sqlState(e);
        return state.equals("55P03") || state.equals("40P01");
    }

    /** A statement that takes too long does so each time; it is not for trying on without end. */
    private MigrationException timedOut(String doing, MigrationException e) {
        return sqlState(e).equals("57014") && e.kind() == FailureKind.TIMEOUT
                ? new MigrationException(
                        FailureKind.UNKNOWN,
                        "PostgreSQL at " + target.address() + " took too long for " + doing
                                + ": lower the batch size, or raise limits.writer-wait",
                        e)
                : e;
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
