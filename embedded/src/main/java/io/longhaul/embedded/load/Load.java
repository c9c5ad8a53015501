package io.longhaul.embedded.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Writers and readers at work on a table, each at a fixed rate, each statement with two seconds' time. Every write that was
 * acknowledged is kept in mind; afterwards {@link #findings} looks for each of them in the table.
 */
public final class Load implements AutoCloseable {

    /** What the first statements of new connections take is nothing that a table does to them. */
    public static final Duration WARM_UP = Duration.ofSeconds(2);

    private final DataSource source;
    private final LoadTable table;
    private final long everyNanos;
    private final Latencies writes;
    private final Latencies reads;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Writer> writers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Failures failures = new Failures();
    private final long begun = System.nanoTime() + WARM_UP.toNanos();
    private volatile long marked = begun;

    /**
     * Begins.
     *
     * @param source gives each of them a connection
     * @param every so often a statement of each is due
     */
    public static Load start(DataSource source, LoadTable table, int writers, int readers, Duration every) {
        Load load = new Load(source, table, every.toNanos());
        for (int i = 0; i < writers; i++) {
            Writer writer = new Writer(table, i, writers, load.writes, load.failures);
            load.writers.add(writer);
            load.thread(
                    "writer-" + i, new Session(source, load.stopped, load.failures, load.everyNanos, writer::write));
        }
        for (int i = 0; i < readers; i++) {
            Reader reader = new Reader(table, i, load.reads);
            load.thread("reader-" + i, new Session(source, load.stopped, load.failures, load.everyNanos, reader::read));
        }
        return load;
    }

    private Load(DataSource source, LoadTable table, long everyNanos) {
        this.source = source;
        this.table = table;
        this.everyNanos = everyNanos;
        this.writes = new Latencies(everyNanos);
        this.reads = new Latencies(everyNanos);
    }

    private void thread(String name, Runnable work) {
        Thread thread = new Thread(work, "load-" + name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** What was until now, after the warm-up, is before; what comes is during. */
    public void mark() {
        marked = System.nanoTime();
    }

    /**
     * Writers' and readers' latencies, a line each: before the mark, during what came then, and after it.
     *
     * @param over when that was over; null for not yet
     */
    public List<String> summary(@Nullable Instant over) {
        long now = System.nanoTime();
        long until =
                over == null ? now : now - Duration.between(over, Instant.now()).toNanos();
        List<String> lines = new ArrayList<>(lines("writers", writes, now, until));
        lines.addAll(lines("readers", reads, now, until));
        return lines;
    }

    private List<String> lines(String who, Latencies latencies, long now, long until) {
        String before = who + " before  " + latencies.between(begun, marked);
        String during = who + " during  ";
        return until > marked && until < now
                ? List.of(
                        before,
                        during + latencies.between(marked, until),
                        who + " after   " + latencies.between(until, now))
                : List.of(before, during + latencies.between(marked, now));
    }

    /** How long each write took. */
    public Latencies writes() {
        return writes;
    }

    public int acknowledged() {
        return writers.stream().mapToInt(Writer::acknowledged).sum();
    }

    /** Ends all of it, and waits for statements that are under way. */
    @Override
    public void close() {
        stopped.set(true);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** What is not as it was acknowledged, and which statements failed; empty where all is well. To be asked when closed. */
    public List<String> findings() throws SQLException {
        List<String> findings = new ArrayList<>(failures.all());
        Map<Long, List<Long>> there = new TreeMap<>();
        try (Connection connection = source.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(table.all())) {
            while (rows.next()) {
                there.computeIfAbsent(rows.getLong(1), id -> new ArrayList<>(1)).add(rows.getLong(2));
            }
        }
        writers.forEach(writer -> writer.compare(there, findings));
        return findings;
    }
}
