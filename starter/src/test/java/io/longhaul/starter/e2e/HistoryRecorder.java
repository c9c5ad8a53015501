package io.longhaul.starter.e2e;

import io.longhaul.worker.Workers;
import io.longhaul.workflows.engine.PauseRequest;
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

    @Test
    void record() throws Exception {
        stack = Stack.running();
        Files.createDirectories(directory);
        try (Workers workers = stack.startWorkers()) {
            stack.start("recorded", 300L, 50, 2).getResult(Object.class);
            save("longhaul/recorded", "migration-completed");
            save("longhaul/recorded/r0", "range-completed");
            save("longhaul/recorded/r0/b0", "batch-completed");

            WorkflowStub steered = stack.start("steered", 3000L, 20, 2);
            await(() -> stack.job("steered").totals().batches().completed() > 3);
            steered.update("pause", String.class, new PauseRequest("ann", "to be recorded"));
            await(() -> stack.job("steered").pause() != null);
            save("longhaul/steered", "migration-paused");
            save("longhaul/steered/r0", "range-paused");
            steered.update("resume", String.class);
            steered.update("setConcurrency", String.class, 4);
            await(() -> stack.job("steered").totals().batches().completed() > 12);
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

    private void save(String workflowId, String name) throws IOException {
        Files.writeString(
                directory.resolve(name + ".json"),
                stack.client().fetchHistory(workflowId).toJson(true));
    }

    private static void await(Condition condition) throws Exception {
        for (int i = 0; i < 1200 && !condition.holds(); i++) {
            Thread.sleep(50);
        }
        if (!condition.holds()) {
            throw new IllegalStateException("waited in vain");
        }
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }
}
