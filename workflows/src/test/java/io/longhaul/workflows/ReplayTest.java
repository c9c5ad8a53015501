package io.longhaul.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.workflows.engine.BatchInput;
import io.longhaul.workflows.engine.BatchResult;
import io.longhaul.workflows.engine.BatchWorkflow;
import io.longhaul.workflows.engine.BatchWorkflowImpl;
import io.longhaul.workflows.engine.MigrationWorkflowImpl;
import io.longhaul.workflows.engine.RangeWorkflowImpl;
import io.longhaul.workflows.engine.ScheduledRunWorkflowImpl;
import io.longhaul.workflows.engine.SeriesWorkflowImpl;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.workflow.Workflow;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Histories of real migrations, recorded in every state that one can be in when its workers are upgraded. A change that
 * can't go on with one of them breaks running migrations.
 */
class ReplayTest {

    private static Path histories() throws URISyntaxException {
        return Path.of(ReplayTest.class.getResource("/histories").toURI());
    }

    static List<String> recorded() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(histories())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void todaysCodeGoesOnWithARecordedHistory(String history) throws Exception {
        WorkflowReplayer.replayWorkflowExecution(
                Files.readString(histories().resolve(history)),
                ScheduledRunWorkflowImpl.class,
                SeriesWorkflowImpl.class,
                MigrationWorkflowImpl.class,
                RangeWorkflowImpl.class,
                BatchWorkflowImpl.class);
    }

    @Test
    void everyStateIsRecorded() throws Exception {
        assertThat(recorded())
                .contains(
                        "migration-completed.json",
                        "migration-paused.json",
                        "migration-running.json",
                        "migration-cancelled.json",
                        "migration-failed.json",
                        "migration-retried.json",
                        "range-completed.json",
                        "range-retried.json",
                        "batch-completed.json",
                        "scheduled-run-completed.json",
                        "round-completed.json",
                        "range-of-a-round.json");
    }

    @Test
    void aChangeThatBreaksRunningBatchesIsFound() throws Exception {
        String history = Files.readString(histories().resolve("batch-completed.json"));

        assertThatThrownBy(() -> WorkflowReplayer.replayWorkflowExecution(history, ImpatientBatch.class))
                .hasStackTraceContaining("NonDeterministicException");
    }

    /** Waits before it fetches: a command that no recorded history has. */
    public static final class ImpatientBatch implements BatchWorkflow {
        @Override
        public BatchResult run(BatchInput input) {
            Workflow.sleep(Duration.ofSeconds(1));
            return BatchResult.completed(input.spec().toRecipe().copy(input.job(), input.batch()));
        }
    }
}
