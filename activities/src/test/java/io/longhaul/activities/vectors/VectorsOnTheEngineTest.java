package io.longhaul.activities.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.activities.ledger.Opening;
import io.longhaul.workflows.engine.BatchWorkflowImpl;
import io.longhaul.workflows.engine.JobRequest;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.MigrationInput;
import io.longhaul.workflows.engine.MigrationResult;
import io.longhaul.workflows.engine.MigrationWorkflow;
import io.longhaul.workflows.engine.MigrationWorkflowImpl;
import io.longhaul.workflows.engine.RangeWorkflowImpl;
import io.longhaul.workflows.engine.TaskQueues;
import io.longhaul.workflows.engine.Tuning;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.engine.Work;
import io.longhaul.workflows.vectors.VectorsSpec;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The recipe in the engine's workflows, from its survey to its verification. */
class VectorsOnTheEngineTest extends InVectorsWorld {

    private TestWorkflowEnvironment temporal;
    private VectorsWorld world;

    @BeforeEach
    void begin() {
        world = world("cosine").with(1_200, 8);
        temporal = TestWorkflowEnvironment.newInstance(
                TestEnvironmentOptions.newBuilder().setUseTimeskipping(false).build());
        Worker worker = temporal.newWorker(TaskQueues.MAIN);
        worker.registerWorkflowImplementationTypes(
                MigrationWorkflowImpl.class, RangeWorkflowImpl.class, BatchWorkflowImpl.class);
        worker.registerActivitiesImplementations(
                world.ledger, new VectorsActivitiesImpl(world.stores, world.batches, world.stage, "worker"));
        temporal.start();
    }

    @AfterEach
    void end() {
        temporal.close();
    }

    private MigrationResult run(VectorsSpec spec) {
        world.job = world.jobs
                .open(
                        new JobRequest(world.name, VectorsSpec.RECIPE, "source", "sink", "", 200, null, null, Map.of()),
                        Opening.RUN)
                .id();
        MigrationWorkflow migration = temporal.getWorkflowClient()
                .newWorkflowStub(
                        MigrationWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(MigrationInput.workflowId(world.name))
                                .setTaskQueue(TaskQueues.MAIN)
                                .build());
        return migration.migrate(new MigrationInput(
                world.job, world.name, Work.COPY, spec, new Tuning(200, 4, 0.2), null, List.of(), false));
    }

    @Test
    void aMigrationCopiesIndexesAndComparesWithoutAVectorInItsHistory() {
        VectorsSpec bySize = new VectorsSpec(world.spec.source(), world.spec.target(), world.spec.constants(), true);

        MigrationResult result = run(bySize);

        assertThat(result.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(result.totals().records().processed()).isEqualTo(1_200);
        assertThat(result.totals().batches().completed()).isEqualTo(3);
        Verification found = Objects.requireNonNull(result.verification());
        assertThat(found.passed()).isTrue();
        assertThat(world.rows()).isEqualTo(1_200);
        WorkflowClient client = temporal.getWorkflowClient();
        String id = MigrationInput.workflowId(world.name);
        for (String workflow : List.of(id, id + "/r0", id + "/r0/b0")) {
            WorkflowExecutionHistory history = client.fetchHistory(workflow);
            assertThat(history.toJson(false)).doesNotContain("memo 1", "☃").contains("vectors");
        }
    }
}
