package io.longhaul.bench.lab;

import io.longhaul.workflows.engine.MigrationInput;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** One migration, given as a user gives it. */
public final class Migration {

    private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");

    private static final Duration TO_BEGIN = Duration.ofSeconds(60);
    private static final long LOOK_MS = 50;
    private static final long SELDOM_MS = 1_000;

    private final Lab lab;
    private final String name;
    private final Map<String, String> settings;
    private final List<String> arguments;
    private final LedgerRows ledger;

    /** @param settings where the services are, and what is moved */
    public Migration(Lab lab, String name, int batch, int concurrency, Map<String, String> settings) {
        this.lab = lab;
        this.name = name;
        this.settings = Map.copyOf(settings);
        this.arguments = List.of(
                "run",
                "--yes",
                "--name",
                name,
                "--batch-size",
                Integer.toString(batch),
                "--concurrency",
                Integer.toString(concurrency));
        this.ledger = new LedgerRows(lab);
    }

    /**
     * Of a table into a collection of its own.
     *
     * @param settings where the services are
     */
    public static Migration ofTable(
            Lab lab, String name, String table, int batch, int concurrency, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("MYSQL_TABLE", table);
        all.put("QDRANT_COLLECTION_NAME", name);
        return new Migration(lab, name, batch, concurrency, all);
    }

    /**
     * Of a SQLite file into a schema of the migration's name.
     *
     * @param settings where the services are
     */
    public static Migration ofFile(
            Lab lab, String name, Path file, int batch, int concurrency, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("LONGHAUL_RECIPE", "relational");
        all.put("RELATIONAL_FILE", file.toString());
        all.put("RELATIONAL_SCHEMA", name);
        return new Migration(lab, name, batch, concurrency, all);
    }

    /**
     * Of a collection of Chroma into a schema of the migration's name.
     *
     * @param settings where the services are
     */
    public static Migration ofCollection(
            Lab lab, String name, String collection, int batch, int concurrency, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("LONGHAUL_RECIPE", "vectors");
        all.put("VECTORS_COLLECTION", collection);
        all.put("VECTORS_TARGET_SCHEMA", name);
        return new Migration(lab, name, batch, concurrency, all);
    }

    public String name() {
        return name;
    }

    /** Starts it for workers that are there already; returns when one of them has begun. */
    public void start() throws InterruptedException {
        Lab.Answer answer = tryStart();
        if (answer.exit() != 0) {
            throw new IllegalStateException("the migration did not start: " + answer.err() + answer.out());
        }
        // Until then a job that goes on is as its last run has left it.
        await(Set.of("running", "paused"), TO_BEGIN);
    }

    /** The same, for a caller to whom a refusal is an answer. */
    public Lab.Answer tryStart() {
        return lab.cli(settings, with("--detach"));
    }

    /** The starter as a process of its own, which watches to the end. */
    public JavaProcess startAttached() throws java.io.IOException {
        return lab.starter(settings, List.of(with("--output", "json")));
    }

    public Lab.Answer command(String... words) {
        return lab.cli(settings, words);
    }

    private String[] with(String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** Ends its workflow at once, if it runs: what a failed drill leaves must not go on with the next one's workers. */
    public void terminate() {
        withTemporal(client -> {
            try {
                client.newUntypedWorkflowStub(MigrationInput.workflowId(name)).terminate("the drill is over");
            } catch (WorkflowNotFoundException hasEnded) {
                // As it should.
            }
            return true;
        });
    }

    /** The attempts of its batches' steps that were not the first, as their histories tell: why there were any. */
    public List<String> repeatedAttempts() throws SQLException {
        List<List<String>> batches = ledger.rows("""
                select b.range_no, b.batch_no from ingestion_batch b join ingestion_job j on j.id = b.job_id
                where j.name = ?""", name);
        return withTemporal(client -> batches.stream()
                .map(batch -> MigrationInput.workflowId(name) + "/r" + batch.get(0) + "/b" + batch.get(1))
                .flatMap(id -> client.fetchHistory(id).getHistory().getEventsList().stream())
                .map(HistoryEvent::getActivityTaskStartedEventAttributes)
                .filter(started -> started.getAttempt() > 1)
                .map(started -> started.getLastFailure().getMessage())
                .toList());
    }

    private <T> T withTemporal(Function<WorkflowClient, T> work) {
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget("127.0.0.1:" + lab.temporal().port())
                .build());
        try {
            return work.apply(WorkflowClient.newInstance(stubs));
        } finally {
            stubs.shutdownNow();
        }
    }

    /** Batches completed; -1 while the ledger can't be asked. */
    public int completed() {
        return (int) ask("""
                select count(*) from ingestion_batch b join ingestion_job j on j.id = b.job_id
                where j.name = ? and b.status = 'completed'""");
    }

    /** Waits for batches in flight to come to their end. */
    public void awaitNothingInFlight(Duration atMost) throws Exception {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!ledger.rows(
                        "select 1 from ingestion_batch b join ingestion_job j on j.id = b.job_id"
                                + " where j.name = ? and b.status = 'processing' limit 1",
                        name)
                .isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(name + " has batches in flight for longer than " + atMost);
            }
            Thread.sleep(100);
        }
    }

    /** Why it is as it is; empty where nobody said. */
    public String reason() throws SQLException {
        List<List<String>> job = ledger.rows(
                "select coalesce(reason, '') from ingestion_job where name = ? order by created_at desc limit 1", name);
        return job.isEmpty() ? "" : job.get(0).get(0);
    }

    /** The same, with what was wrong with some of its batches. */
    public String reasons() throws SQLException {
        return reason() + " " + ledger.rows("""
                        select distinct b.error_kind, b.error from ingestion_batch b
                        join ingestion_job j on j.id = b.job_id
                        where j.name = ? and b.error is not null limit 3""", name);
    }

    private long ask(String sql) {
        try {
            return ledger.number(sql, name);
        } catch (SQLException away) {
            return -1;
        }
    }

    /** The newest job's status; {@code unknown} while the ledger can't be asked. */
    public String status() {
        try {
            List<List<String>> job = ledger.rows(
                    "select status from ingestion_job where name = ? order by created_at desc limit 1", name);
            return job.isEmpty() ? "none" : job.get(0).get(0);
        } catch (SQLException away) {
            return "unknown";
        }
    }

    /** Where the newest job stands; empty while the ledger can't be asked, or between two runs. */
    public String phase() {
        try {
            List<List<String>> phase = ledger.rows("""
                    select p.phase from ingestion_phase p join ingestion_job j on j.id = p.job_id
                    where j.name = ? and p.left_at is null order by p.entered_at desc limit 1""", name);
            return phase.isEmpty() ? "" : phase.get(0).get(0);
        } catch (SQLException away) {
            return "";
        }
    }

    public boolean ended() {
        return ENDED.contains(status());
    }

    /** Waits for a status; what it is in the end. */
    public String await(Set<String> wanted, Duration patience) throws InterruptedException {
        return await(wanted, patience, LOOK_MS);
    }

    private String await(Set<String> wanted, Duration patience, long everyMs) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        String status = status();
        while (!wanted.contains(status) && System.nanoTime() < deadline) {
            Thread.sleep(everyMs);
            status = status();
        }
        return status;
    }

    public String awaitEnd(Duration patience) throws InterruptedException {
        return await(ENDED, patience, LOOK_MS);
    }

    /** The same, and looks seldom enough not to be seen in what is measured. */
    public String awaitEndQuietly(Duration patience) throws InterruptedException {
        return await(ENDED, patience, SELDOM_MS);
    }
}
