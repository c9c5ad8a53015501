package io.longhaul.starter.e2e;

import io.longhaul.worker.Workers;
import io.longhaul.workflows.engine.PauseRequest;
import io.longhaul.workflows.engine.RetryRequest;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
