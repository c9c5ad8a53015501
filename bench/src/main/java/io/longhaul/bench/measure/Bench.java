package io.longhaul.bench.measure;

import io.longhaul.bench.lab.JavaProcess;
import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.LedgerRows;
import io.longhaul.bench.lab.Migration;
import io.longhaul.bench.lab.SourceTable;
import io.longhaul.bench.lab.Usage;
import io.longhaul.embedded.embeddings.LatencyEmbeddings;
import io.longhaul.workflows.engine.Tuning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The stack and the endpoint that all measures share, and the two ways to move a table that they compare. */
final class Bench implements AutoCloseable {

    /** As many as the embedded model's vectors have. */
    static final int DIMENSIONS = 384;

    static final Duration LATENCY = Duration.ofMillis(300);
    static final int REQUEST = 100;

    static final int BATCH = Tuning.BATCH_SIZE;

    static final int WARM_UP = 2_000;
    private static final Duration LONGEST_RUN = Duration.ofMinutes(60);

    private final Lab lab;
    private final LatencyEmbeddings endpoint;
    private final double scale;
    private final int batch;
    private final @Nullable String recording;
    private int runs;
    private String lastName = "";

    /** @param recording where the worker's flight recording goes; null for none */
    Bench(Lab lab, double scale, int batch, @Nullable String recording) throws IOException {
        this.lab = lab;
        this.endpoint = LatencyEmbeddings.start(DIMENSIONS).latency(LATENCY);
        this.scale = scale;
        this.batch = batch;
        this.recording = recording;
    }

    Lab lab() {
        return lab;
    }

    /** Records in a batch of a durable run, where a measure does not ask for another. */
    int batch() {
        return batch;
    }

    LatencyEmbeddings endpoint() {
        return endpoint;
    }

    /** So many records, or fewer where the bench runs at a smaller scale. */
    int scaled(int records) {
        return Math.max(500, (int) (records * scale));
    }

    /** So long, or shorter where the bench runs at a smaller scale. */
    Duration scaled(Duration duration) {
        return Duration.ofMillis((long) (duration.toMillis() * scale));
    }

    /** A name that no run before had. */
    private String nextName(String measure) {
        runs++;
        lastName = "m" + runs + "_" + measure;
        return lastName;
    }

    /** The last run's name. */
    String lastName() {
        return lastName;
    }

    /** Where everything is, with the latency-bound endpoint. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(lab.settings());
        settings.put("OPENAI_BASE_URL", endpoint.baseUrl());
        settings.put("OPENAI_API_KEY", "bench");
        settings.put("EMBEDDING_MODEL", "text-embedding-3-small");
        settings.put("EMBEDDING_DIMENSIONS", Integer.toString(DIMENSIONS));
        settings.put("EMBEDDING_REQUEST_SIZE", Integer.toString(REQUEST));
        return settings;
    }

    /** A table of so many records, the sample's again and again. */
    String table(int rows) throws Exception {
        String name = "source_" + rows;
        SourceTable table = SourceTable.of(lab, name);
        table.execute("CREATE TABLE IF NOT EXISTS " + name + " LIKE ip_summary");
        int copies = (rows + 117_789) / 117_790;
        for (int copy = 0; copy < copies; copy++) {
            table.execute("INSERT IGNORE INTO " + name + " SELECT id + " + copy * 200_000
                    + ", member_code, concat(parse_content, '" + (copy == 0 ? "" : " " + copy) + "') FROM ip_summary"
                    + " ORDER BY id LIMIT " + Math.min(117_791, rows - copy * 117_790));
        }
        return name;
    }

    /**
     * How a durable run is set up.
     *
     * @param requests in flight, for each worker
     */
    record Setup(int rows, int batch, int concurrency, int workers, int requests, Map<String, String> settings) {}

    /** What is done while workers poll. */
    @FunctionalInterface
    interface Work<T> {
        T with(List<JavaProcess> workers) throws Exception;
    }

    /** Moves a table with workers of its own. */
    Durable durable(String measure, Setup setup, String... workerOptions) throws Exception {
        String table = table(setup.rows());
        return withWorkers(setup, workers -> run(nextName(measure), table, setup, workers), workerOptions);
    }

    /** A migration that is not begun, for workers that poll. */
    Migration migration(String measure, Setup setup) throws Exception {
        return Migration.ofTable(
                lab, nextName(measure), table(setup.rows()), setup.batch(), setup.concurrency(), setup.settings());
    }

    /** Starts workers and lets them warm up before the work. */
    <T> T withWorkers(Setup setup, Work<T> work, String... workerOptions) throws Exception {
        List<String> options = new ArrayList<>(List.of(workerOptions));
        if (recording != null) {
            options.add("-XX:StartFlightRecording=settings=profile,filename="
                    + Path.of(recording).toAbsolutePath());
        }
        List<JavaProcess> workers = new ArrayList<>();
        try {
            for (int i = 0; i < setup.workers(); i++) {
                workers.add(lab.program(
                        BenchWorker.class,
                        List.of("16", Integer.toString(setup.requests())),
                        setup.settings(),
                        options.toArray(String[]::new)));
            }
            for (JavaProcess worker : workers) {
                awaitPolling(worker);
            }
            warmUp(setup);
            return work.with(workers);
        } finally {
            workers.forEach(JavaProcess::close);
        }
    }

    /** Both sides begin with code that has run before, as whatever runs for long has. */
    private void warmUp(Setup setup) throws Exception {
        String name = nextName("warm");
        Migration migration = Migration.ofTable(
                lab, name, table(WARM_UP * setup.workers()), REQUEST, 4 * setup.workers(), setup.settings());
        migration.start();
        migration.awaitEndQuietly(LONGEST_RUN);
    }

    private static void awaitPolling(JavaProcess worker) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!Files.readString(worker.output()).contains(BenchWorker.READY)) {
            if (!worker.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("a worker did not start: " + Files.readString(worker.output()));
            }
            Thread.sleep(50);
        }
    }

    private Durable run(String name, String table, Setup setup, List<JavaProcess> workers) throws Exception {
        LedgerRows ledger = new LedgerRows(lab);
        Migration migration = Migration.ofTable(lab, name, table, setup.batch(), setup.concurrency(), setup.settings());
        Map<String, Long> pids = new LinkedHashMap<>(pids());
        for (int i = 0; i < workers.size(); i++) {
            pids.put("worker-" + i, workers.get(i).pid());
        }
        endpoint.mostInFlight();
        Usage before = Usage.of(pids);
        long commitsBefore = commits(ledger);
        migration.start();
        String status = migration.awaitEndQuietly(LONGEST_RUN);
        Usage used = Usage.of(pids).since(before);
        long commits = commits(ledger) - commitsBefore;
        if (!status.equals("completed")) {
            throw new IllegalStateException(name + " is " + status + ": "
                    + ledger.rows("select reason from ingestion_job where name = ?", name));
        }
        List<String> times = ledger.rows("""
                select extract(epoch from max(b.finished_at) - j.started_at), extract(epoch from j.finished_at - j.started_at),
                       extract(epoch from min(b.finished_at) - j.started_at)
                from ingestion_batch b join ingestion_job j on j.id = b.job_id where j.name = ?
                group by j.id""", name).get(0);
        List<Double> begun = new ArrayList<>();
        List<Double> finished = new ArrayList<>();
        for (List<String> batch : ledger.rows("""
                select extract(epoch from b.started_at - j.started_at), extract(epoch from b.finished_at - j.started_at)
                from ingestion_batch b join ingestion_job j on j.id = b.job_id where j.name = ? order by b.batch_no""", name)) {
            begun.add(Double.parseDouble(batch.get(0)));
            finished.add(Double.parseDouble(batch.get(1)));
        }
        return new Durable(
                setup.rows(),
                Double.parseDouble(times.get(0)),
                Double.parseDouble(times.get(1)),
                Double.parseDouble(times.get(2)),
                begun,
                finished,
                commits,
                workers.get(0).peakMegabytes(),
                used,
                endpoint.mostInFlight());
    }

    private static long commits(LedgerRows ledger) throws Exception {
        return ledger.number(
                "select xact_commit from pg_stat_database where datname = current_database() and ? <> ''", "x");
    }

    private Map<String, Long> pids() {
        Map<String, Long> pids = new LinkedHashMap<>();
        pids.put("temporal", lab.temporal().pid());
        pids.put("postgres", lab.postgres().pid());
        pids.put("mariadb", lab.mysql().pid());
        pids.put("qdrant", lab.qdrant().pid());
        return pids;
    }

    /** Moves the same table by a plain loop. */
    Plain plain(String measure, int rows, int requests, Map<String, String> settings) throws Exception {
        Map<String, String> own = new HashMap<>(settings);
        own.put("MYSQL_TABLE", table(rows));
        own.put("QDRANT_COLLECTION_NAME", nextName(measure));
        String warm = table(WARM_UP);
        Map<String, Long> pids = pids();
        endpoint.mostInFlight();
        Usage before = Usage.of(pids);
        try (JavaProcess loop = lab.program(
                PlainLoop.class, List.of(Integer.toString(REQUEST), Integer.toString(requests), warm), own)) {
            if (!loop.awaitEnd(LONGEST_RUN.toSeconds()) || loop.exitValue() != 0) {
                throw new IllegalStateException("the plain loop failed: " + Files.readString(loop.output()));
            }
            List<String> printed = Files.readString(loop.output())
                    .lines()
                    .filter(line -> line.startsWith("took "))
                    .toList();
            String[] words = printed.get(0).split(" ");
            Map<String, Duration> used =
                    new HashMap<>(Usage.of(pids).since(before).spent());
            used.put("loop", Duration.ofMillis(Long.parseLong(words[2])));
            return new Plain(rows, Long.parseLong(words[1]) / 1000.0, new Usage(used), endpoint.mostInFlight());
        }
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
