package io.longhaul.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/** A migration named {@code memos} over a {@link FakeWorld}, on the in-memory server. */
final class Harness implements AutoCloseable {

    private final TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance();

    WorkflowStub start(FakeWorld world, Work work, int concurrency) {
        serve(world);
        return run(work, concurrency);
    }

    private void serve(FakeWorld world) {
        serve(environment, SeriesWorkflowImpl.class, world);
    }

    /**
     * Starts workers in an environment.
     *
     * @param outer implements what starts migrations there
     */
    static void serve(TestWorkflowEnvironment environment, Class<?> outer, FakeWorld world) {
        Worker main = environment.newWorker(TaskQueues.MAIN);
        main.registerWorkflowImplementationTypes(
                outer, MigrationWorkflowImpl.class, RangeWorkflowImpl.class, BatchWorkflowImpl.class);
        main.registerActivitiesImplementations(world);
        environment.newWorker(TaskQueues.EMBED).registerActivitiesImplementations(world);
        environment.start();
    }

    /** Starts a run for the workers that are there. */
    WorkflowStub run(Work work, int concurrency) {
        return started("Migration", input("memos", work, concurrency), "memos");
    }

    /** Starts a migration of another name. */
    WorkflowStub alone(FakeWorld world, String name) {
        serve(world);
        return started("Migration", input(name, Work.COPY, 1), name);
    }

    /** Starts a series of the name {@code both}. */
    WorkflowStub series(FakeWorld world, SeriesStep... steps) {
        serve(world);
        return seriesAgain(steps);
    }

    /** The same for the workers that are there. */
    WorkflowStub seriesAgain(SeriesStep... steps) {
        return started(SeriesWorkflow.TYPE, new SeriesInput("both", List.of(steps)), "both");
    }

    static SeriesStep step(String step, Work work, boolean complete) {
        MigrationInput input = input("both-" + step, work, 1);
        JobRequest request = new JobRequest(input.name(), "embed", "source", "target", "", 10, null, null, Map.of());
        return new SeriesStep(step, request, input, complete);
    }

    private WorkflowStub started(String type, Object input, String name) {
        WorkflowStub stub = client().newUntypedWorkflowStub(
                        type,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.MAIN)
                                .setWorkflowId(MigrationInput.workflowId(name))
                                .build());
        stub.start(input);
        return stub;
    }

    private static MigrationInput input(String name, Work work, int concurrency) {
        return new MigrationInput(
                new JobId(new UUID(0, 1)),
                name,
                work,
                FakeWorld.SPEC,
                new Tuning(10, concurrency, Tuning.FAILURE_THRESHOLD),
                null,
                List.of(),
                false);
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
