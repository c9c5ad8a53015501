package io.longhaul.embedded.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/** One after the other on a connection of its own, with a new one where it was lost. */
final class Session implements Runnable {

    private static final long BEFORE_NEXT_CONNECTION = 200;

    /** What is done again and again. */
    @FunctionalInterface
    interface Work {
        void on(Connection connection) throws SQLException;
    }

    private final DataSource source;
    private final AtomicBoolean stopped;
    private final Failures failures;
    private final long pauseMillis;
    private final Work work;

    Session(DataSource source, AtomicBoolean stopped, Failures failures, long pauseMillis, Work work) {
        this.source = source;
        this.stopped = stopped;
        this.failures = failures;
        this.pauseMillis = pauseMillis;
        this.work = work;
    }

    @Override
    public void run() {
        while (!stopped.get()) {
            try (Connection connection = source.getConnection();
                    Statement settings = connection.createStatement()) {
                settings.execute("SET application_name = 'load'; SET statement_timeout = 2000");
                while (!stopped.get()) {
                    work.on(connection);
                    pause(pauseMillis);
                }
            } catch (SQLException e) {
                failures.add("a statement", e);
                pause(BEFORE_NEXT_CONNECTION);
            }
        }
    }

    private void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            stopped.set(true);
        }
    }
}
