package io.longhaul.embedded.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** One after the other at a fixed rate, on a connection of its own, with a new one where it was lost. */
final class Session implements Runnable {

    private static final Duration BEFORE_NEXT_CONNECTION = Duration.ofMillis(200);

    /** What is done again and again. */
    @FunctionalInterface
    interface Work {
        void on(Connection connection) throws SQLException;
    }

    private final DataSource source;
    private final AtomicBoolean stopped;
    private final Failures failures;
    private final long everyNanos;
    private final Work work;

    Session(DataSource source, AtomicBoolean stopped, Failures failures, long everyNanos, Work work) {
        this.source = source;
        this.stopped = stopped;
        this.failures = failures;
        this.everyNanos = everyNanos;
        this.work = work;
    }

    @Override
    public void run() {
        while (!stopped.get()) {
            try (Connection connection = source.getConnection();
                    Statement settings = connection.createStatement()) {
                settings.execute("SET application_name = 'load'; SET statement_timeout = 2000");
                long due = System.nanoTime();
                while (!stopped.get()) {
                    work.on(connection);
                    due = next(due);
                    pause(Duration.ofNanos(due - System.nanoTime()));
                }
            } catch (SQLException e) {
                failures.add("a statement", e);
                pause(BEFORE_NEXT_CONNECTION);
            }
        }
    }

    /** The first that is not over; those before it were held up, and {@link Latencies} counts them. */
    private long next(long due) {
        return due + everyNanos * (1 + Math.max(0, System.nanoTime() - due) / everyNanos);
    }

    private void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            stopped.set(true);
        }
    }
}
