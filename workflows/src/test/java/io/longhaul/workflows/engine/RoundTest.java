package io.longhaul.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestWorkflowEnvironment;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a schedule starts: a job is opened, and moved by the migration of its name, once at a time. */
@Timeout(120)
class RoundTest {

    private static final JobId JOB = new JobId(new UUID(0, 1));

    private TestWorkflowEnvironment environment;

    @BeforeEach
    void startServer() {
        environment = TestWorkflowEnvironment.newInstance();
    }

    @AfterEach
    void stopServer() {
        environment.close();
    }

    private void work(FakeWorld world) {
        Harness.serve(environment, ScheduledRunWorkflowImpl.class, world);
    }

    private WorkflowStub fire(String at) {
        WorkflowStub stub = environment
                .getWorkflowClient()
                .newUntypedWorkflowStub("ScheduledRun", options(ScheduledRunWorkflow.workflowId("memos") + "-" + at));
        stub.start(new ScheduledRun(
                new JobRequest("memos", "embed", "source", "sink", "model", 10, null, null, Map.of()),
                FakeWorld.SPEC,
                new Tuning(10, 2, Tuning.FAILURE_THRESHOLD),
                false));
        return stub;
    }

    private static WorkflowOptions options(String id) {
        return WorkflowOptions.newBuilder()
                .setTaskQueue(TaskQueues.MAIN)
                .setWorkflowId(id)
                .build();
    }

    private static ScheduledRunResult result(WorkflowStub stub) {
        return stub.getResult(ScheduledRunResult.class);
    }

    private static Round round(String changedSince, String changesPlanned) {
        return new Round(
                JOB, 1, SourceKey.of("90"), changedSince, changesPlanned == null ? null : SourceKey.of(changesPlanned));
    }

    @Test
    void theFirstFiringMovesEverything() {
        FakeWorld world = new FakeWorld(95, 500);
        work(world);

        ScheduledRunResult result = result(fire("1"));

        assertThat(result)
                .isEqualTo(
                        new ScheduledRunResult(ScheduledRunResult.Outcome.COMPLETED, new BatchCounts(95, 0, 0, 70), 0));
        assertThat(world.opened).containsExactly("memos");
        assertThat(world.settlements).containsExactly("COMPLETED");
        assertThat(world.targetComparisons.get()).isEqualTo(1);
    }

    @Test
    void aRoundPlansWhatIsNewAndComparesNoMore() {
        FakeWorld world = new FakeWorld(95, 500);
        world.round = round(null, null);
        work(world);

        ScheduledRunResult result = result(fire("1"));

        assertThat(result.taken().processed()).isEqualTo(5);
        assertThat(world.scopes).containsExactly(new RangeScope.Keys(SourceKey.of("90"), SourceKey.of("95")));
        assertThat(world.targetComparisons.get()).isZero();
    }

    @Test
    void whatChangedIsPlannedBeforeWhatIsNewAndGoesOnWhereItWas() {
        FakeWorld world = new FakeWorld(95, 500);
        world.round = round("2026-03-29 10:00:00", "70");
        work(world);

        result(fire("1"));

        assertThat(world.scopes)
                .containsExactly(
                        new RangeScope.Keys(SourceKey.of("70"), SourceKey.of("90"), "2026-03-29 10:00:00"),
                        new RangeScope.Keys(SourceKey.of("90"), SourceKey.of("95")));
    }

    @Test
    void aRoundInWhichNothingIsNewRunsNoBatch() {
        FakeWorld world = new FakeWorld(90, 500);
        world.round = round(null, null);
        work(world);

        assertThat(result(fire("1")).taken()).isEqualTo(BatchCounts.NONE);
        assertThat(world.copied).isEmpty();
        assertThat(world.scopes).isEmpty();
    }

    @Test
    void recordsThatCameMeanwhileDoNotFailARound() {
        FakeWorld world = new FakeWorld(95, 500);
        world.round = round(null, null);
        world.verification =
                new Verification(List.of(new Check("records in the target", 6, 1, true)), List.of("missing: 94"));
        work(world);

        assertThat(result(fire("1")).differing()).isEqualTo(1);
        assertThat(world.settlements).containsExactly("COMPLETED");
    }

    @Test
    void aFiringWhileTheMigrationRunsIsSkipped() throws InterruptedException {
        FakeWorld world = new FakeWorld(95, 500);
        CountDownLatch done = new CountDownLatch(1);
        world.onFetch = batch -> await(done);
        work(world);
        WorkflowStub migration = migration();

        ScheduledRunResult skipped = result(fire("1"));
        done.countDown();
        migration.getResult(MigrationResult.class);

        assertThat(skipped.outcome()).isEqualTo(ScheduledRunResult.Outcome.SKIPPED);
        assertThat(world.copied).hasSize(10);
    }

    private WorkflowStub migration() {
        WorkflowStub stub = environment
                .getWorkflowClient()
                .newUntypedWorkflowStub("Migration", options(MigrationInput.workflowId("memos")));
        stub.start(new MigrationInput(
                JOB,
                "memos",
                Work.COPY,
                FakeWorld.SPEC,
                new Tuning(10, 2, Tuning.FAILURE_THRESHOLD),
                null,
                List.of(),
                false));
        return stub;
    }

    @Test
    void aMigrationThatFailsFailsItsFiringAndTheNextOneGoesOnWithIt() {
        FakeWorld world = new FakeWorld(95, 500);
        world.onFetch = batch -> {
            if (batch == 4 && world.settlements.isEmpty()) {
                throw FakeWorld.failure(FailureKind.REJECTED_RECORD);
            }
        };
        work(world);

        assertThatThrownBy(() -> result(fire("1"))).hasStackTraceContaining("1 batches failed");

        assertThat(result(fire("2")).outcome()).isEqualTo(ScheduledRunResult.Outcome.COMPLETED);
        assertThat(world.copied).hasSize(10);
        assertThat(world.settlements).hasSize(2).last().isEqualTo("COMPLETED");
    }

    @Test
    void aMigrationThatSomebodyCancelsEndsItsFiringInOrder() throws InterruptedException {
        FakeWorld world = new FakeWorld(95, 500);
        CountDownLatch cancelled = new CountDownLatch(1);
        world.onFetch = batch -> await(cancelled);
        work(world);
        WorkflowStub firing = fire("1");
        eventually(() -> world.fetches.size() == 2);

        WorkflowClient client = environment.getWorkflowClient();
        client.newUntypedWorkflowStub(MigrationInput.workflowId("memos")).cancel();
        // The in-memory server mistakes activities that end together with the cancellation.
        Thread.sleep(1500);
        cancelled.countDown();

        assertThat(result(firing).outcome()).isEqualTo(ScheduledRunResult.Outcome.CANCELLED);
        assertThat(world.settlements).containsExactly("CANCELLED: by request");
    }

    @Test
    void aJobThatMovesSomethingElseFailsTheFiring() {
        FakeWorld world = new FakeWorld(95, 500);
        world.onOpen = () -> {
            throw FakeWorld.failure(FailureKind.INVALID_SPEC);
        };
        work(world);

        assertThatThrownBy(() -> result(fire("1"))).hasStackTraceContaining("made up");
        assertThat(world.copied).isEmpty();
    }

    private static void eventually(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 600 && !condition.getAsBoolean(); i++) {
            Thread.sleep(50);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
