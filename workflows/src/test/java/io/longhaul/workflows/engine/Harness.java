package io.longhaul.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/** A migration named {@code memos} over a {@link FakeWorld}, on the in-memory server. */
final class Harness implements AutoCloseable {

    private final TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance();

    WorkflowStub start(FakeWorld world, Work work, int concurrency) {
        Worker main = environment.newWorker(TaskQueues.MAIN);
        main.registerWorkflowImplementationTypes(
                MigrationWorkflowImpl.class, RangeWorkflowImpl.class, BatchWorkflowImpl.class);
        main.registerActivitiesImplementations(world);
        environment.newWorker(TaskQueues.EMBED).registerActivitiesImplementations(world);
        environment.start();
        return run(work, concurrency);
    }

    /** Starts a run for the workers that are there. */
    WorkflowStub run(Work work, int concurrency) {
        WorkflowStub stub = client().newUntypedWorkflowStub(
                        "Migration",
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.MAIN)
                                .setWorkflowId(MigrationInput.workflowId("memos"))
                                .build());
        stub.start(new MigrationInput(
                new JobId(new UUID(0, 1)),
                "memos",
                work,
                FakeWorld.SPEC,
                new Tuning(10, concurrency, Tuning.FAILURE_THRESHOLD),
                null,
                List.of(),
                false));
        return stub;
    }

    WorkflowClient client() {
        return environment.getWorkflowClient();
    }

    long now() {
        return environment.currentTimeMillis();
    }

    static MigrationResult result(WorkflowStub stub) {
        return stub.getResult(MigrationResult.class);
    }

    static MigrationProgress progress(WorkflowStub stub) {
        return stub.query("progress", MigrationProgress.class);
    }

    static void eventually(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 600 && !condition.getAsBoolean(); i++) {
            Thread.sleep(50);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        environment.close();
    }
}
