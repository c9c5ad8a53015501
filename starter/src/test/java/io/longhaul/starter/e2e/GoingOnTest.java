package io.longhaul.starter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longhaul.starter.Cli.Answer;
import io.longhaul.worker.Workers;
import io.longhaul.workflows.engine.MigrationResult;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.DeleteWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowStub;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workflows that somebody ended, deleted or sent back: the ledger knows what is done, and nothing is done twice. */
@Timeout(300)
class GoingOnTest {

    private static final int RECORDS = 600;
    private static final int BATCH = 20;
    private static final int IN_FLIGHT = 2;

    private static Stack stack;
    private static Truth truth;

    @BeforeAll
    static void start() throws Exception {
        stack = Stack.running();
        truth = new Truth(stack.settings);
    }

    private static WorkflowStub begun(String name) throws Exception {
        WorkflowStub stub = stack.start(name, (long) RECORDS, BATCH, IN_FLIGHT);
        stack.await(() -> completed(name) >= 4);
        return stub;
    }

    private static long completed(String name) {
        return stack.job(name).totals().batches().completed();
    }

    private static JsonNode goOn(String name) throws Exception {
        Answer run = stack.cli(
                Map.of("QDRANT_COLLECTION_NAME", name),
                "run",
                "--limit",
                Integer.toString(RECORDS),
                "--batch-size",
                Integer.toString(BATCH),
                "--output",
                "json");
        assertThat(run.exit()).isEqualTo(3);
        return run.json();
    }

    /** Every record is there once, is counted once, and was paid once but for what was in flight. */
    private static void assertExact(String name, int interruptions) throws Exception {
        Map<Long, String> eligible = truth.texts("ip_summary", RECORDS);
        String job = " from ingestion_job j join ingestion_batch b on b.job_id = j.id where j.name = '" + name + "'";
        assertThat(truth.points(name)).isEqualTo(eligible.keySet());
        assertThat(truth.number("select count(*) from ingestion_job where name = '" + name + "'"))
                .isEqualTo(1);
        assertThat(truth.number("select count(*)" + job + " and b.status <> 'completed'"))
                .isZero();
        assertThat(truth.number("select count(*)" + job)).isEqualTo(RECORDS / BATCH);
        assertThat(truth.number("select sum(b.processed + b.skipped)" + job)).isEqualTo(eligible.size());
        assertThat(truth.number("select sum(b.failed)" + job)).isEqualTo(RECORDS - eligible.size());
        assertThat(truth.number("select sum(texts) from embedding_request e join ingestion_job j on j.id = e.job_id"
                        + " where j.name = '" + name + "'"))
                .isBetween((long) eligible.size(), eligible.size() + (long) interruptions * IN_FLIGHT * BATCH);
    }

    @Test
    void aTerminatedMigrationGoesOnFromTheLedger() throws Exception {
        try (Workers workers = stack.startWorkers()) {
            begun("terminated").terminate("by mistake");
        }
        long before = completed("terminated");

        JsonNode run = goOn("terminated");

        assertThat(before).isLessThan(RECORDS / BATCH);
        assertThat(run.at("/status").asText()).isEqualTo("completed");
        assertThat(run.at("/verification/passed").asBoolean()).isTrue();
        assertExact("terminated", 1);
    }

    @Test
    void aMigrationWhoseHistoryIsGoneGoesOnFromTheLedger() throws Exception {
        try (Workers workers = stack.startWorkers()) {
            begun("forgotten").terminate("to be forgotten");
        }
        delete("forgotten");
        Answer status = stack.cli(Map.of(), "status", "forgotten");
        assertThat(status.out()).contains("It is not running", "goes on with it");

        JsonNode run = goOn("forgotten");

        assertThat(run.at("/verification/passed").asBoolean()).isTrue();
        assertExact("forgotten", 1);
    }

    /** As retention does, only sooner. */
    private static void delete(String name) throws Exception {
        String namespace = stack.client().getOptions().getNamespace();
        List<WorkflowExecution> all = stack.client()
                .listExecutions("WorkflowId STARTS_WITH 'longhaul/" + name + "'")
                .map(WorkflowExecutionMetadata::getExecution)
                .toList();
        assertThat(all).hasSizeGreaterThan(4);
        for (WorkflowExecution execution : all) {
            var unused = stack.client()
                    .getWorkflowServiceStubs()
                    .blockingStub()
                    .deleteWorkflowExecution(DeleteWorkflowExecutionRequest.newBuilder()
                            .setNamespace(namespace)
                            .setWorkflowExecution(execution)
                            .build());
        }
        stack.await(() -> all.stream().allMatch(GoingOnTest::isGone));
    }

    private static boolean isGone(WorkflowExecution execution) {
        try {
            var unused = stack.client()
                    .newUntypedWorkflowStub(execution.getWorkflowId())
                    .describe();
            return false;
        } catch (WorkflowNotFoundException e) {
            return true;
        }
    }

    @Test
    void aMigrationThatIsResetToItsBeginningDoesNothingTwice() throws Exception {
        try (Workers workers = stack.startWorkers()) {
            begun("reset_early");
            MigrationResult result = reset("reset_early", 0).getResult(MigrationResult.class);

            assertThat(result.verification().passed()).isTrue();
        }
        assertExact("reset_early", 1);
    }

    @Test
    void aMigrationThatIsResetInTheMiddleOfItsCopyDoesNothingTwice() throws Exception {
        try (Workers workers = stack.startWorkers()) {
            begun("reset_late");
            MigrationResult result = reset("reset_late", -1).getResult(MigrationResult.class);

            assertThat(result.verification().passed()).isTrue();
        }
        assertExact("reset_late", 1);
    }

    /**
     * As the Web UI's Reset.
     *
     * @param task which workflow task to go back to: 0 for the first, -1 for the last
     */
    private static WorkflowStub reset(String name, int task) {
        String id = "longhaul/" + name;
        List<Long> tasks = stack.client().fetchHistory(id).getHistory().getEventsList().stream()
                .filter(event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)
                .map(HistoryEvent::getEventId)
                .toList();
        var unused = stack.client()
                .getWorkflowServiceStubs()
                .blockingStub()
                .resetWorkflowExecution(ResetWorkflowExecutionRequest.newBuilder()
                        .setNamespace(stack.client().getOptions().getNamespace())
                        .setWorkflowExecution(
                                WorkflowExecution.newBuilder().setWorkflowId(id).build())
                        .setReason("to be tested")
                        .setRequestId(UUID.randomUUID().toString())
                        .setWorkflowTaskFinishEventId(tasks.get(task < 0 ? tasks.size() + task : task))
                        .build());
        return stack.client().newUntypedWorkflowStub(id);
    }
}
