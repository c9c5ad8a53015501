package io.longhaul.starter.e2e;

import io.longhaul.worker.Workers;
import io.longhaul.worker.settings.Settings;
import io.longhaul.workflows.engine.JobRequest;
import io.longhaul.workflows.engine.PauseRequest;
import io.longhaul.workflows.engine.RetryRequest;
import io.longhaul.workflows.engine.ScheduledRun;
import io.longhaul.workflows.engine.ScheduledRunResult;
import io.longhaul.workflows.engine.ScheduledRunWorkflow;
import io.longhaul.workflows.engine.Tuning;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Records the histories that {@code ReplayTest} replays, on the real stack. Its name keeps it out of the tests; run it by
 * hand when old histories are worth nothing any more: {@code make record-histories}.
 */
class HistoryRecorder {

    private final Path directory = Path.of(System.getProperty("longhaul.histories"));
    private Stack stack;
    private Truth truth;

    @Test
    void record() throws Exception {
        stack = Stack.running();
        truth = new Truth(stack.settings);
        Files.createDirectories(directory);
        try (Workers workers = stack.startWorkers()) {
            failed();
            retried();
            stack.start("recorded", 300L, 50, 2).getResult(Object.class);
            save("longhaul/recorded", "migration-completed");
            save("longhaul/recorded/r0", "range-completed");
            save("longhaul/recorded/r0/b0", "batch-completed");
            round();

            WorkflowStub steered = stack.start("steered", 3000L, 20, 2);
            stack.await(() -> stack.job("steered").totals().batches().completed() > 3);
            steered.update("pause", String.class, new PauseRequest("ann", "to be recorded"));
            stack.await(() -> stack.job("steered").pause() != null);
            save("longhaul/steered", "migration-paused");
            save("longhaul/steered/r0", "range-paused");
            steered.update("resume", String.class);
            steered.update("setConcurrency", String.class, 4);
            stack.await(() -> stack.job("steered").totals().batches().completed() > 12);
            save("longhaul/steered", "migration-running");
            steered.cancel();
            try {
                steered.getResult(Object.class);
            } catch (WorkflowFailedException expected) {
                save("longhaul/steered", "migration-cancelled");
                save("longhaul/steered/r0", "range-cancelled");
            }
        }
    }

    /** What a schedule runs, on a completed job: a row that is new and one that has changed. */
    private void round() throws Exception {
        truth.source("CREATE TABLE rounds (id BIGINT PRIMARY KEY, parse_content TEXT, updated_at TIMESTAMP(6)"
                + " DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6), KEY (updated_at))");
        truth.source("INSERT INTO rounds VALUES (1, 'a small dog', '2020-01-01'), (2, 'a large cat', '2020-01-02')");
        scheduled("first");
        truth.source("INSERT INTO rounds (id, parse_content) VALUES (3, 'a blue sky')");
        truth.source("UPDATE rounds SET parse_content = 'a tiny cat' WHERE id = 2");
        scheduled("second");
        save("longhaul/rounds/scheduled-second", "scheduled-run-completed");
        save("longhaul/rounds", "round-completed");
        save("longhaul/rounds/r1", "range-of-a-round");
    }

    private void scheduled(String which) {
        Settings own = stack.settings(Map.of(
                "QDRANT_COLLECTION_NAME", "rounds",
                "MYSQL_TABLE", "rounds",
                "MYSQL_UPDATED_COLUMN", "updated_at"));
        WorkflowStub stub = stack.client()
                .newUntypedWorkflowStub(
                        "ScheduledRun",
                        WorkflowOptions.newBuilder()
                                .setTaskQueue("longhaul")
                                .setWorkflowId(ScheduledRunWorkflow.workflowId("rounds") + "-" + which)
                                .build());
        JobRequest request = new JobRequest(
                "rounds",
                "embed",
                own.sourceIdentity(),
                own.sinkIdentity(),
                own.recipe().modelIdentity(),
                50,
                null,
                null,
                Map.of());
        stub.start(new ScheduledRun(request, own.spec(), new Tuning(50, 2, 0.2), false));
        stub.getResult(ScheduledRunResult.class);
    }

    /** A row comes back after its place was read, so the verification finds it missing. */
    private void failed() throws Exception {
        truth.copySample("failing", 300);
        long id = truth.texts("failing", 5).keySet().iterator().next();
        truth.source("DELETE FROM failing WHERE id = " + id);
        WorkflowStub failing = stack.start("failing", "failing", null, 20, 2);
        stack.await(() -> stack.job("failing").totals().batches().completed() > 2);
        truth.source("INSERT INTO failing SELECT * FROM ip_summary WHERE id = " + id);
        try {
            failing.getResult(Object.class);
        } catch (WorkflowFailedException expected) {
            save("longhaul/failing", "migration-failed");
        }
    }

    private void retried() throws Exception {
        truth.copySample("mending", 300);
        String ids =
                truth.texts("mending", 5).keySet().toString().replace('[', '(').replace(']', ')');
        truth.source("UPDATE mending SET parse_content = '' WHERE id IN " + ids);
        WorkflowStub mending = stack.start("mending", "mending", null, 20, 2);
        stack.await(() -> stack.job("mending").totals().batches().completed() > 2);
        truth.source("UPDATE mending SET parse_content = 'mended' WHERE id IN " + ids);
        mending.update("retryFailed", String.class, RetryRequest.ALL);
        mending.getResult(Object.class);
        save("longhaul/mending", "migration-retried");
        save("longhaul/mending/r1", "range-retried");
    }

    private void save(String workflowId, String name) throws IOException {
        Files.writeString(
                directory.resolve(name + ".json"),
                stack.client().fetchHistory(workflowId).toJson(true));
    }
}
