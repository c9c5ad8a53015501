package io.longhaul.activities;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.ActivityWorkerShutdownException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets an activity that waits for another system be seen alive, and interrupts it when it is cancelled, so that a
 * cancel takes effect at the next heartbeat and not at the end of a slow call.
 *
 * @param <C> the type of the cursor that is sent with each heartbeat, for the next attempt to go on from
 */
public final class Heartbeats<C> {

    /** Well within the 10 s after which a silent attempt is given up; the SDK sends only some of them on. */
    private static final Duration EVERY = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);

    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "heartbeats");
        thread.setDaemon(true);
        return thread;
    });

    private final ActivityExecutionContext context = Activity.getExecutionContext();
    private final Thread worker = Thread.currentThread();
    private final AtomicReference<@Nullable C> cursor = new AtomicReference<>();
    private @Nullable ActivityCompletionException ended;
    private boolean done;

    private Heartbeats() {}

    /** Runs an activity's work; to be called on the activity's own thread. */
    public static <T> T during(Supplier<T> work) {
        return new Heartbeats<Void>().run(work);
    }

    /** The same for work that moves a cursor: {@link #reached} says where the next attempt is to begin. */
    public static <C> Heartbeats<C> withCursor(@Nullable C start) {
        Heartbeats<C> heartbeats = new Heartbeats<>();
        heartbeats.cursor.set(start);
        return heartbeats;
    }

    public void reached(C next) {
        cursor.set(next);
    }

    public <T> T run(Supplier<T> work) {
        ScheduledFuture<?> beats =
                CLOCK.scheduleAtFixedRate(this::beat, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return work.get();
        } catch (RuntimeException e) {
            ActivityCompletionException cancelled = end();
            throw cancelled == null ? e : cancelled;
        } finally {
            beats.cancel(false);
            if (end() != null) {
                // The interrupt was for this work, not for the thread's next.
                Thread.interrupted();
            }
        }
    }

    private synchronized @Nullable ActivityCompletionException end() {
        done = true;
        return ended;
    }

    private void beat() {
        try {
            send();
        } catch (ActivityCompletionException e) {
            interrupt(e);
        } catch (RuntimeException e) {
            // Thrown on, it would end all later beats without a word, and the attempt with them.
            LOG.info("a heartbeat failed with {}", e.getClass().getName());
        }
    }

    /**
     * The worker lets its activities come to their end for a while after it was told to stop, but refuses their
     * heartbeats. Without any the server would give the attempt to another worker meanwhile, to be paid for again.
     */
    private void send() {
        try {
            context.heartbeat(cursor.get());
        } catch (ActivityWorkerShutdownException stopping) {
            context.getWorkflowClient().newActivityCompletionClient().heartbeat(context.getTaskToken(), cursor.get());
        }
    }

    private synchronized void interrupt(ActivityCompletionException e) {
        if (!done && ended == null) {
            ended = e;
            worker.interrupt();
        }
    }
}
