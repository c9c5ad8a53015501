package io.longhaul.worker.observe;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What a worker needs in order to work, asked one after the other whenever somebody wants to know. */
public final class Readiness implements AutoCloseable {

    /** Shorter than what a probe usually waits, as no answer in time is an answer too. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Map<String, Runnable> checks = new LinkedHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "readiness");
        thread.setDaemon(true);
        return thread;
    });

    /** What a check found; {@code problems} is empty when all is well. */
    record Answer(Map<String, String> problems) {

        boolean ready() {
            return problems.isEmpty();
        }
    }

    /** @param check throws a MigrationException, whose message may be shown, if it is not ready */
    public Readiness needs(String what, Runnable check) {
        checks.put(what, check);
        return this;
    }

    /** The same for a condition. */
    public Readiness needs(String what, String otherwise, java.util.function.BooleanSupplier condition) {
        return needs(what, () -> {
            if (!condition.getAsBoolean()) {
                throw new MigrationException(FailureKind.UNAVAILABLE, otherwise);
            }
        });
    }

    Answer ask() {
        Map<String, Future<?>> asked = new LinkedHashMap<>();
        checks.forEach((what, check) -> asked.put(what, threads.submit(check)));
        Map<String, String> problems = new LinkedHashMap<>();
        long until = System.nanoTime() + PATIENCE.toNanos();
        asked.forEach((what, answer) -> {
            try {
                answer.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                problems.put(what, shown(e.getCause()));
            } catch (TimeoutException e) {
                answer.cancel(true);
                problems.put(what, "no answer within " + PATIENCE.toSeconds() + " s");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                problems.put(what, "interrupted");
            }
        });
        return new Answer(problems);
    }

    /** Only our own messages are known to hold nothing secret. */
    private static String shown(@Nullable Throwable problem) {
        return problem instanceof MigrationException ours
                ? String.valueOf(ours.getMessage())
                : String.valueOf(problem == null ? null : problem.getClass().getName());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
