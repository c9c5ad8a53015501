package io.longhaul.embedded;

import io.longhaul.embedded.process.EmbeddedException;
import io.longhaul.embedded.process.ServiceFailed;
import io.longhaul.embedded.temporal.TemporalOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services of one machine, started together and kept under one directory, which has one owner at a time.
 *
 * <p>It installs no shutdown hook: its owner decides when the work is done and closes it then. A process that dies
 * without closing leaves servers running, which the next start on the directory recognises and ends; nothing that was
 * committed is lost.
 */
public final class EmbeddedStack implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedStack.class);

    /** Clients first, what they write to last; the two of a group do not know each other. */
    private static final List<List<Service>> STOPPING_ORDER = List.of(
            List.of(Service.EMBEDDINGS),
            List.of(Service.TEMPORAL, Service.QDRANT),
            List.of(Service.MYSQL, Service.POSTGRES, Service.PGVECTOR, Service.CHROMA));

    private static final long STOPPED_WITHIN_SECONDS = 20;

    private final StackLock lock;
    private final StackFile file;
    private final Map<Service, Starters.Running> running;
    private boolean closed;

    private EmbeddedStack(StackLock lock, StackFile file, Map<Service, Starters.Running> running) {
        this.lock = lock;
        this.file = file;
        this.running = running;
    }

    /** As the other, with Temporal as it is. */
    public static EmbeddedStack start(Path directory, Set<Service> which, Consumer<String> notices) {
        return start(directory, which, TemporalOptions.DEFAULTS, notices);
    }

    /**
     * Starts the services side by side, and returns when all of them answer.
     *
     * @param directory where everything is kept; created if it is not there
     * @param notices gets a line where somebody has to wait or to know something
     * @throws StackInUse if another process, or this one, has a stack there
     * @throws EmbeddedException if anything else is in the way, with the way out
     */
    public static EmbeddedStack start(
            Path directory, Set<Service> which, TemporalOptions temporal, Consumer<String> notices) {
        StackLock lock = StackLock.take(directory);
        Map<Service, Starters.Running> running = new EnumMap<>(Service.class);
        boolean started = false;
        try {
            StackFile file = new StackFile(lock.directory());
            startAll(new Starters(lock.directory(), temporal, notices), which, running);
            EmbeddedStack stack = new EmbeddedStack(lock, file, running);
            file.write(stack.settings());
            started = true;
            return stack;
        } catch (IOException failure) {
            throw new EmbeddedException(
                    "The embedded stack cannot write its settings under " + lock.directory() + " ("
                            + failure.getMessage() + "): make room or make it writable, or use another directory.",
                    failure);
        } finally {
            if (!started) {
                stopAll(running);
                lock.close();
            }
        }
    }

    private static void startAll(Starters starters, Set<Service> which, Map<Service, Starters.Running> running) {
        if (which.isEmpty()) {
            return;
        }
        ExecutorService threads = threads("embedded-start");
        try {
            Map<Service, Future<Starters.Running>> starting = new EnumMap<>(Service.class);
            for (Service service : which) {
                Callable<Starters.Running> start = () -> timed(service, starters);
                starting.put(service, threads.submit(start));
            }
            EmbeddedException failure = null;
            for (Map.Entry<Service, Future<Starters.Running>> service : starting.entrySet()) {
                try {
                    running.put(service.getKey(), service.getValue().get());
                } catch (ExecutionException failed) {
                    failure = first(failure, explained(service.getKey(), failed.getCause()));
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    failure = first(failure, new EmbeddedException("Interrupted while the embedded stack started."));
                }
            }
            if (failure != null) {
                throw failure;
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Starters.Running timed(Service service, Starters starters) throws IOException, SQLException {
        long began = System.nanoTime();
        Starters.Running started = starters.start(service);
        log.debug(
                "{} started on {} in {} ms",
                service.label(),
                started.addresses().place(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
        return started;
    }

    private static EmbeddedException first(@Nullable EmbeddedException earlier, EmbeddedException later) {
        if (earlier == null) {
            return later;
        }
        earlier.addSuppressed(later);
        return earlier;
    }

    private static EmbeddedException explained(Service service, @Nullable Throwable cause) {
        if (cause instanceof EmbeddedException known) {
            return known;
        }
        return new ServiceFailed(
                "The embedded " + service.label() + " did not start (" + cause + "): set " + service.setting()
                        + " to use one of your own.",
                cause);
    }

    /** What was started and where, one line each, for a person. */
    public Map<Service, String> addresses() {
        Map<Service, String> places = new EnumMap<>(Service.class);
        running.forEach(
                (service, started) -> places.put(service, started.addresses().place()));
        return places;
    }

    /** What was started, under the names of the product's settings. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        running.values().forEach(started -> settings.putAll(started.addresses().settings()));
        settings.put(
                "LONGHAUL_EMBEDDED", running.keySet().stream().map(Service::key).collect(Collectors.joining(",")));
        return settings;
    }

    /** The directory that everything is kept under. */
    public Path directory() {
        return lock.directory();
    }

    /** Stops everything in order, within half a minute. May be called more than once. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        file.remove();
        stopAll(running);
        lock.close();
    }

    private static void stopAll(Map<Service, Starters.Running> running) {
        ExecutorService threads = threads("embedded-stop");
        try {
            for (List<Service> group : STOPPING_ORDER) {
                List<Callable<Boolean>> stops = group.stream()
                        .filter(running::containsKey)
                        .<Callable<Boolean>>map(service -> () -> stop(service, running))
                        .toList();
                threads.invokeAll(stops, STOPPED_WITHIN_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean stop(Service service, Map<Service, Starters.Running> running) {
        Starters.Running started = running.get(service);
        if (started == null) {
            return false;
        }
        try {
            started.handle().close();
            return true;
        } catch (Exception failure) {
            log.warn("{} did not stop in order", service.label(), failure);
            return false;
        }
    }

    private static ExecutorService threads(String name) {
        return Executors.newCachedThreadPool(runnable -> {
            Thread thread = new Thread(runnable, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
