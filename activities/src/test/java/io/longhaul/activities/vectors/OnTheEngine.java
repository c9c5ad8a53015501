package io.longhaul.activities.vectors;

import io.longhaul.activities.ledger.Opening;
import io.longhaul.workflows.engine.BatchWorkflowImpl;
import io.longhaul.workflows.engine.JobRequest;
import io.longhaul.workflows.engine.MigrationInput;
import io.longhaul.workflows.engine.MigrationResult;
import io.longhaul.workflows.engine.MigrationWorkflow;
import io.longhaul.workflows.engine.MigrationWorkflowImpl;
import io.longhaul.workflows.engine.RangeWorkflowImpl;
import io.longhaul.workflows.engine.TaskQueues;
import io.longhaul.workflows.engine.Tuning;
import io.longhaul.workflows.engine.Work;
import io.longhaul.workflows.vectors.VectorsSpec;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.util.List;
import java.util.Map;

/** Runs a world's migration in the engine's workflows, on Temporal's in-memory server. */
final class OnTheEngine implements AutoCloseable {

    private final VectorsWorld world;
    private final TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder().setUseTimeskipping(false).build());

    OnTheEngine(VectorsWorld world) {
        this.world = world;
        Worker worker = temporal.newWorker(TaskQueues.MAIN);
        worker.registerWorkflowImplementationTypes(
                MigrationWorkflowImpl.class, RangeWorkflowImpl.class, BatchWorkflowImpl.class);
        worker.registerActivitiesImplementations(
                world.ledger, new VectorsActivitiesImpl(world.stores, world.batches, world.stage, "worker"));
        temporal.start();
    }

    MigrationResult run(VectorsSpec spec, Tuning tuning) {
        world.job = world.jobs
                .open(
                        new JobRequest(
                                world.name,
                                VectorsSpec.RECIPE,
                                "source",
                                "sink",
                                "",
                                tuning.batchSize(),
                                null,
                                null,
                                Map.of()),
                        Opening.RUN)
                .id();
        return temporal.getWorkflowClient()
                .newWorkflowStub(
                        MigrationWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(MigrationInput.workflowId(world.name))
                                .setTaskQueue(TaskQueues.MAIN)
                                .build())
                .migrate(new MigrationInput(world.job, world.name, Work.COPY, spec, tuning, null, List.of(), false));
    }

    /** @param workflow what comes behind the migration's own id */
    WorkflowExecutionHistory history(String workflow) {
        return temporal.getWorkflowClient().fetchHistory(MigrationInput.workflowId(world.name) + workflow);
    }

    @Override
    public void close() {
        temporal.close();
    }
}
