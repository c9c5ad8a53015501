package io.longhaul.activities.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at a {@link Watch} while a connection is in use, and has the server end what it does when the watch says so. */
final class Watched implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watched.class);
    private static final long EVERY_MILLIS = 250;

    /** Looks after which a server that does not hear is left; it rolls back when it finds out. */
    private static final int PATIENCE = 20;

    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "watches");
        thread.setDaemon(true);
        return thread;
    });

    private final Connection connection;
    private final Watch watch;
    private final ScheduledFuture<?> looks;
    private volatile @Nullable RuntimeException ended;
    private boolean closed;
    private int cancels;

    Watched(Connection connection, Watch watch) {
        this.connection = connection;
        this.watch = watch;
        this.looks = CLOCK.scheduleWithFixedDelay(this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void look() {
        if (closed) {
            return;
        }
        try {
            watch.look();
        } catch (RuntimeException e) {
            ended = e;
            cancel();
        }
    }

    private void cancel() {
        try {
            if (++cancels > PATIENCE) {
                connection.abort(Runnable::run);
            } else {
                connection.unwrap(PGConnection.class).cancelQuery();
            }
        } catch (SQLException e) {
            LOG.info("a statement could not be cancelled: SQL state {}", e.getSQLState());
        }
    }

    /** To be called now and then by work that is not waiting for the server. */
    void check() {
        RuntimeException end = ended;
        if (end != null) {
            throw end;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        looks.cancel(false);
    }
}
