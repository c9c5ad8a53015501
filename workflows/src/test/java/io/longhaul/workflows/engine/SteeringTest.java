package io.longhaul.workflows.engine;

import static io.longhaul.workflows.engine.Harness.await;
import static io.longhaul.workflows.engine.Harness.eventually;
import static io.longhaul.workflows.engine.Harness.progress;
import static io.longhaul.workflows.engine.Harness.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.failure.ApplicationFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Orders given in every state that a migration can be in: each is carried out, or refused with the reason. */
@Timeout(120)
class SteeringTest {

    /** Every update, with an argument that is right where the state is. */
    private static final Map<String, Object[]> UPDATES = Map.of(
            "pause", new Object[] {new PauseRequest("ann", "backup")},
            "resume", new Object[] {},
            "setConcurrency", new Object[] {3},
            "setRate", new Object[] {500},
            "setFailureThreshold", new Object[] {0.5},
            "retryFailed", new Object[] {RetryRequest.ALL});

    private final Harness harness = new Harness();
    private final CountDownLatch latch = new CountDownLatch(1);

    @AfterEach
    void stopServer() {
        latch.countDown();
        harness.close();
    }

    private static String refusal(WorkflowStub stub, String update, Object... arguments) {
        try {
            return "accepted: " + stub.update(update, String.class, arguments);
        } catch (WorkflowUpdateException refused) {
            ApplicationFailure reason = (ApplicationFailure) refused.getCause();
            // In the Web UI the reason would be lost in it.
            assertThat(reason.getStackTrace())
                    .noneMatch(frame -> frame.getClassName().endsWith("MigrationWorkflowImpl"));
            return reason.getOriginalMessage();
        }
    }

    private static List<String> refusals(WorkflowStub stub) {
        List<String> reasons = new ArrayList<>();
        UPDATES.forEach((update, arguments) -> reasons.add(refusal(stub, update, arguments)));
        return reasons;
    }

    @Test
    void beforeTheCopyEverythingCanBeSetAndAPauseHoldsFromTheFirstBatchOn() throws InterruptedException {
        FakeWorld world = new FakeWorld(100, 500);
        world.onSurvey = () -> await(latch);

        WorkflowStub stub = harness.start(world, Work.COPY, 2);
        assertThat(refusal(stub, "resume")).isEqualTo("it is not paused: it is in phase PREFLIGHT");
        assertThat(stub.update("setConcurrency", String.class, 5)).isEqualTo("batches in flight: 5, before 2");
        stub.update("pause", String.class, new PauseRequest("ann", "too early"));
        eventually(() -> world.pauses.equals(List.of("ann: too early")));
        latch.countDown();
        eventually(() -> progress(stub).phase() == Phase.COPY);
        eventually(() -> !progress(stub).ranges().isEmpty());

        assertThat(world.fetches).isEmpty();
        assertThat(stub.update("resume", String.class)).isEqualTo("resumed, with 5 batches in flight");
        assertThat(result(stub).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.pauses).containsExactly("ann: too early", "resumed");
    }

    @Test
    void aPauseBetweenTheLastBatchAndTheVerificationHoldsTheVerification() throws InterruptedException {
        FakeWorld world = new FakeWorld(20, 500);
        world.onFetch = batch -> await(latch);

        WorkflowStub stub = harness.start(world, Work.COPY, 2);
        eventually(() -> world.fetches.size() == 2);
        stub.update("pause", String.class, new PauseRequest("ann", "nightly load"));
        latch.countDown();
        eventually(() -> world.copied.size() == 2);
        eventually(() -> progress(stub).ranges().isEmpty());

        assertThat(progress(stub).phase()).isEqualTo(Phase.COPY);
        stub.update("resume", String.class);
        assertThat(result(stub).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.pauses).containsExactly("ann: nightly load", "resumed");
    }

    @Test
    void whilePausedSpeedAndRetriesCanBeSet() throws InterruptedException {
        FakeWorld world = new FakeWorld(100, 500);
        world.onFetch = batch -> await(latch);

        WorkflowStub stub = harness.start(world, Work.COPY, 1);
        eventually(() -> !world.fetches.isEmpty());
        stub.update("pause", String.class, new Object[] {null});
        assertThat(stub.update("setConcurrency", String.class, 3)).contains("before 1");
        assertThat(stub.update("setRate", String.class, 0)).contains("not limited any more");
        assertThat(stub.update("setFailureThreshold", String.class, 0.5)).contains("before 0.2");
        assertThat(stub.update("retryFailed", String.class, new Object[] {null}))
                .contains("of all batches");
        latch.countDown();

        assertThat(refusal(stub, "pause")).isEqualTo("it is paused already, by somebody: asked for");
        assertThat(stub.update("resume", String.class)).contains("with 3 batches");
        assertThat(result(stub).status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void onceTheCopyIsOverEveryUpdateIsRefusedAndSignalsChangeNothing() throws InterruptedException {
        FakeWorld world = new FakeWorld(20, 500);
        world.onVerify = () -> await(latch);

        WorkflowStub stub = harness.start(world, Work.COPY, 2);
        eventually(() -> progress(stub).phase() == Phase.VERIFY);

        assertThat(refusals(stub))
                .hasSize(UPDATES.size())
                .contains("can't pause it: it is in phase VERIFY")
                .allSatisfy(reason -> assertThat(reason).matches("can't .* it: it is in phase VERIFY"));
        stub.signal("pause", new PauseRequest("web ui", "late"));
        stub.signal("resume");
        latch.countDown();
        assertThat(result(stub).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.pauses).isEmpty();
    }

    @Test
    void aRunThatOnlyComparesTakesNoOrders() throws InterruptedException {
        FakeWorld world = new FakeWorld(20, 500);
        world.onVerify = () -> await(latch);

        WorkflowStub stub = harness.start(world, Work.VERIFY, 2);

        assertThat(refusals(stub)).hasSize(UPDATES.size()).allSatisfy(reason -> assertThat(reason)
                .matches("can't .* it: it only compares source and target"));
        latch.countDown();
        assertThat(result(stub).verification()).isEqualTo(Verification.NOTHING);
    }

    @Test
    void whileItIsBeingCancelledEveryUpdateIsRefused() throws InterruptedException {
        FakeWorld world = new FakeWorld(100, 500);
        world.onFetch = batch -> await(latch);

        WorkflowStub stub = harness.start(world, Work.COPY, 1);
        eventually(() -> !world.fetches.isEmpty());
        stub.cancel();
        eventually(() -> refusal(stub, "resume").contains("cancelled"));

        assertThat(refusals(stub)).hasSize(UPDATES.size()).allSatisfy(reason -> assertThat(reason)
                .matches("can't .* it: it is being cancelled"));
        stub.signal("pause", new PauseRequest("web ui", "late"));
        assertThat(progress(stub).pause()).isNull();
        // The in-memory server mistakes activities that end together with the cancellation.
        Thread.sleep(1500);
        latch.countDown();
        assertThatThrownBy(() -> result(stub)).hasStackTraceContaining("cancelled");
        assertThat(world.settlements).containsExactly("CANCELLED: by request");
    }

    @Test
    void valuesThatMakeNoSenseAreRefusedInASentence() throws InterruptedException {
        FakeWorld world = new FakeWorld(20, 500);
        world.onFetch = batch -> await(latch);

        WorkflowStub stub = harness.start(world, Work.COPY, 1);
        eventually(() -> !world.fetches.isEmpty());

        assertThat(refusal(stub, "setConcurrency", 501)).isEqualTo("concurrency is 501: give 1 to 500");
        assertThat(refusal(stub, "setFailureThreshold", 1.5)).isEqualTo("failure threshold is 1.5: give 0 to 1");
        assertThat(refusal(stub, "setRate", -1)).isEqualTo("rate is -1: give 1 or more a minute, or 0 for no limit");
        assertThat(refusal(stub, "retryFailed", new RetryRequest(-1, null))).isEqualTo("batch is -1: give 0 or more");
    }

    @Test
    void everyRequestToRetryIsCarriedOutInItsTurn() throws InterruptedException {
        FakeWorld world = new FakeWorld(40, 500);
        world.onFetch = batch -> await(latch);
        RetryRequest keys = new RetryRequest(null, new KeyRange(SourceKey.of("10"), SourceKey.of("20")));

        WorkflowStub stub = harness.start(world, Work.COPY, 2);
        eventually(() -> !world.fetches.isEmpty());
        assertThat(stub.update("retryFailed", String.class, new RetryRequest(2, null)))
                .contains("records of batch 2 are");
        assertThat(stub.update("retryFailed", String.class, keys)).contains("records with keys after 10 to 20 are");
        latch.countDown();

        assertThat(result(stub).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.retries).containsExactly(new RetryRequest(2, null), keys);
    }

    @Test
    void aRecordThatGoesThroughAfterAllIsCountedOnce() throws InterruptedException {
        FakeWorld world = new FakeWorld(40, 500);
        world.withAFailure.addAll(List.of(1, 3));
        CountDownLatch asked = new CountDownLatch(1);
        world.onFetch = batch -> await(batch < RangeRequest.BATCHES ? asked : latch);

        WorkflowStub stub = harness.start(world, Work.COPY, 4);
        eventually(() -> !world.fetches.isEmpty());
        stub.update("retryFailed", String.class, RetryRequest.ALL);
        asked.countDown();
        eventually(() -> world.fetches.containsKey(RangeRequest.BATCHES));
        assertThat(progress(stub).counts()).isEqualTo(new BatchCounts(38, 2, 0, 28));
        latch.countDown();
        result(stub);

        assertThat(progress(stub).counts()).isEqualTo(new BatchCounts(40, 0, 0, 35));
    }
}
