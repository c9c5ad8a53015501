package io.longhaul.workflows.engine;

import static io.longhaul.workflows.engine.FakeWorld.failure;
import static io.longhaul.workflows.engine.Harness.await;
import static io.longhaul.workflows.engine.Harness.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.workflows.engine.SeriesProgress.State;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Migrations one after the other, as one run. */
@Timeout(120)
class SeriesWorkflowTest {

    private final Harness harness = new Harness();
    private final FakeWorld world = new FakeWorld(30, 500);

    @AfterEach
    void stopServer() {
        harness.close();
    }

    private static List<State> states(SeriesProgress progress) {
        return progress.steps().stream().map(SeriesProgress.Step::state).toList();
    }

    private static SeriesProgress result(WorkflowStub stub) {
        return stub.getResult(SeriesProgress.class);
    }

    private static SeriesProgress inFailure(WorkflowFailedException failure) {
        return ((ApplicationFailure) failure.getCause()).getDetails().get(SeriesProgress.class);
    }

    @Test
    void eachStepRunsAsAMigrationOfItsOwnAfterTheOneBefore() {
        WorkflowStub stub = harness.series(
                world, Harness.step("first", Work.COPY, false), Harness.step("second", Work.VERIFY, false));

        SeriesProgress done = result(stub);

        assertThat(states(done)).containsExactly(State.COMPLETED, State.COMPLETED);
        assertThat(done.steps()).extracting(SeriesProgress.Step::name).containsExactly("both-first", "both-second");
        assertThat(world.settlements).containsExactly("COMPLETED", "COMPLETED");
        assertThat(harness.client()
                        .newUntypedWorkflowStub("longhaul/both-first")
                        .describe()
                        .getExecution()
                        .getRunId())
                .isEqualTo(done.steps().get(0).runId());
    }

    @Test
    void aStepThatIsCompleteIsSkipped() {
        SeriesProgress done = result(harness.series(
                world, Harness.step("first", Work.COPY, true), Harness.step("second", Work.COPY, false)));

        assertThat(states(done)).containsExactly(State.SKIPPED, State.COMPLETED);
        assertThat(world.settlements).hasSize(1);
    }

    @Test
    void aStepThatFailsEndsTheSeriesWithItsNameAndReasonAndTheNextRunGoesOnThere() {
        world.onSurvey = () -> {
            throw failure(FailureKind.INVALID_SPEC);
        };
        WorkflowStub stub = harness.series(
                world, Harness.step("first", Work.COPY, false), Harness.step("second", Work.COPY, false));

        assertThatThrownBy(() -> result(stub)).isInstanceOfSatisfying(WorkflowFailedException.class, failure -> {
            assertThat(failure.getCause()).hasMessageContaining("step first failed: made up");
            assertThat(states(inFailure(failure))).containsExactly(State.FAILED, State.WAITING);
        });

        world.onSurvey = () -> {};
        assertThat(states(result(harness.seriesAgain(
                        Harness.step("first", Work.COPY, false), Harness.step("second", Work.COPY, false)))))
                .containsExactly(State.COMPLETED, State.COMPLETED);
    }

    @Test
    void aComparisonThatFailsDoesNotKeepTheOthersFromBeingMade() {
        world.verification = new Verification(List.of(new Check("rows", 3, 1, true)), List.of());

        assertThatThrownBy(() -> result(harness.series(
                        world, Harness.step("first", Work.VERIFY, false), Harness.step("second", Work.VERIFY, false))))
                .isInstanceOfSatisfying(WorkflowFailedException.class, failure -> assertThat(states(inFailure(failure)))
                        .containsExactly(State.FAILED, State.FAILED));
    }

    /** A series of two steps, whose first has copied two batches and waits with the third. */
    private WorkflowStub heldInItsFirstStep(CountDownLatch until) throws InterruptedException {
        world.onFetch = batch -> {
            if (batch == 2) {
                await(until);
            }
        };
        WorkflowStub stub = harness.series(
                world, Harness.step("first", Work.COPY, false), Harness.step("second", Work.COPY, false));
        eventually(() -> world.copied.size() == 2);
        return stub;
    }

    @Test
    void aCancelledSeriesCancelsTheStepThatRunsAndBeginsNoOther() throws InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        WorkflowStub stub = heldInItsFirstStep(cancelled);

        stub.cancel();
        // The in-memory server mistakes activities that end together with the cancellation.
        Thread.sleep(200);
        cancelled.countDown();

        assertThatThrownBy(() -> result(stub)).hasCauseInstanceOf(CanceledFailure.class);
        assertThat(world.settlements).containsExactly("CANCELLED: by request");
    }

    @Test
    void aStepThatSomebodyCancelsAloneEndsTheSeriesAsCancelled() throws InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        WorkflowStub stub = heldInItsFirstStep(cancelled);

        harness.client().newUntypedWorkflowStub("longhaul/both-first").cancel();
        Thread.sleep(200);
        cancelled.countDown();

        assertThatThrownBy(() -> result(stub))
                .isInstanceOfSatisfying(WorkflowFailedException.class, failure -> assertThat(states(inFailure(failure)))
                        .containsExactly(State.CANCELLED, State.WAITING));
    }

    @Test
    void aMigrationThatRunsByItselfFailsItsStepAndIsLeftAlone() {
        CountDownLatch end = new CountDownLatch(1);
        world.onFetch = batch -> await(end);
        WorkflowStub alone = harness.alone(world, "both-first");

        assertThatThrownBy(() -> result(harness.seriesAgain(Harness.step("first", Work.COPY, false))))
                .isInstanceOfSatisfying(WorkflowFailedException.class, failure -> assertThat(failure.getCause())
                        .hasMessageContaining("migration both-first runs already, by itself"));

        end.countDown();
        assertThat(Harness.result(alone).status()).isEqualTo(JobStatus.COMPLETED);
    }
}
