package io.longhaul.workflows.engine;

import static io.longhaul.workflows.engine.FakeWorld.failure;
import static io.longhaul.workflows.engine.Harness.await;
import static io.longhaul.workflows.engine.Harness.eventually;
import static io.longhaul.workflows.engine.Harness.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the engine does when a step fails, an operator steers or a run begins where another ended. */
@Timeout(120)
class MigrationWorkflowTest {

    private final Harness harness = new Harness();

    @AfterEach
    void stopServer() {
        harness.close();
    }

    @Test
    void everyBatchIsCopiedOnceAndTheJobSettled() {
        FakeWorld world = new FakeWorld(95, 500);

        MigrationResult result = result(harness.start(world, Work.COPY, 4));

        assertThat(result.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.copied).hasSize(10);
        assertThat(world.settlements).containsExactly("COMPLETED");
    }

    @Test
    void anEmptySourceCompletesWithNothingCopied() {
        FakeWorld world = new FakeWorld(0, 500);

        assertThat(result(harness.start(world, Work.COPY, 4)).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.copied).isEmpty();
    }

    @Test
    void nothingWaitsForTheCount() throws InterruptedException {
        FakeWorld world = new FakeWorld(95, 500);
        CountDownLatch never = new CountDownLatch(1);
        world.onCount = () -> await(never);

        WorkflowStub stub = harness.start(world, Work.COPY, 4);

        assertThat(result(stub).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.copied).hasSize(10);
        never.countDown();
    }

    @Test
    void rangesFollowOneAnotherWithinTheConcurrency() {
        FakeWorld world = new FakeWorld(400, 8);

        result(harness.start(world, Work.COPY, 3));

        assertThat(world.copied).hasSize(40);
        assertThat(world.ranges()).containsExactly(0, 1, 2, 3, 4);
        assertThat(world.mostInFlight.get()).isBetween(1, 3);
    }

    @Test
    void theNextRangeIsPlannedBeforeTheLastHasDrained() throws InterruptedException {
        FakeWorld world = new FakeWorld(80, 4);
        CountDownLatch lastOfTheFirstRange = new CountDownLatch(1);
        world.onFetch = batch -> {
            if (batch == 3) {
                await(lastOfTheFirstRange);
            }
        };

        WorkflowStub stub = harness.start(world, Work.COPY, 2);
        eventually(() -> world.copied.contains(RangeRequest.BATCHES));
        lastOfTheFirstRange.countDown();

        assertThat(result(stub).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.copied).hasSize(8);
    }

    @Test
    void anOutageCostsTimeAndNothingElse() {
        FakeWorld world = new FakeWorld(50, 500);
        AtomicInteger refusals = new AtomicInteger();
        world.onUpsert = batch -> {
            if (batch == 2 && refusals.incrementAndGet() <= 30) {
                throw failure(FailureKind.UNAVAILABLE);
            }
        };

        assertThat(result(harness.start(world, Work.COPY, 4)).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.fetches.get(2).get()).isEqualTo(1);
        assertThat(world.pauses).isEmpty();
    }

    @Test
    void aLostStageIsFetchedAgain() {
        FakeWorld world = new FakeWorld(50, 500);
        AtomicInteger losses = new AtomicInteger();
        world.onUpsert = batch -> {
            if (batch == 1 && losses.incrementAndGet() <= 2) {
                throw failure(FailureKind.STAGE_LOST);
            }
        };

        assertThat(result(harness.start(world, Work.COPY, 4)).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.fetches.get(1).get()).isEqualTo(3);
    }

    @Test
    void oneFailedBatchDoesNotKeepTheOthersFromBeingCopied() {
        FakeWorld world = new FakeWorld(200, 500);
        world.onEmbed = batch -> {
            if (batch == 5) {
                throw failure(FailureKind.REJECTED_RECORD);
            }
        };

        WorkflowStub stub = harness.start(world, Work.COPY, 4);

        assertThatThrownBy(() -> result(stub))
                .isInstanceOf(WorkflowFailedException.class)
                .cause()
                .isInstanceOfSatisfying(ApplicationFailure.class, failure -> {
                    assertThat(failure.getOriginalMessage()).contains("1 batches failed", "made up");
                    assertThat(failure.getDetails().get(MigrationResult.class).status())
                            .isEqualTo(JobStatus.FAILED);
                });
        assertThat(world.copied).hasSize(19).doesNotContain(5);
        assertThat(world.failed).containsOnlyKeys(5);
    }

    @Test
    void anExpiredKeyPausesAtOnceAndTheBatchIsTriedAgainAfterwards() throws InterruptedException {
        FakeWorld world = new FakeWorld(400, 500);
        AtomicInteger refusals = new AtomicInteger();
        world.onEmbed = batch -> {
            if (batch >= 6 && world.pauses.isEmpty()) {
                refusals.incrementAndGet();
                throw failure(FailureKind.UNAUTHORIZED);
            }
        };

        WorkflowStub stub = harness.start(world, Work.COPY, 2);
        eventually(() -> !world.pauses.isEmpty());
        MigrationProgress paused = stub.query("progress", MigrationProgress.class);
        assertThat(paused.pause().by()).isEqualTo("longhaul");
        assertThat(refusals.get()).isLessThanOrEqualTo(4);
        eventually(() -> nothingInFlight(stub));

        stub.update("resume", String.class);

        assertThat(result(stub).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.copied).hasSize(40);
    }

    /** A batch that fails after the resume is one that failed, and no longer the pause's. */
    private static boolean nothingInFlight(WorkflowStub stub) {
        return stub.query("progress", MigrationProgress.class).ranges().stream()
                .allMatch(range -> range.inFlight() == 0);
    }

    @Test
    void batchesThatMostlyFailPauseTheMigration() throws InterruptedException {
        FakeWorld world = new FakeWorld(1000, 500);
        world.onFetch = batch -> {
            if (batch >= 4 && world.pauses.isEmpty()) {
                throw failure(FailureKind.REJECTED_RECORD);
            }
        };

        WorkflowStub stub = harness.start(world, Work.COPY, 2);
        eventually(() -> !world.pauses.isEmpty());

        assertThat(world.pauses.get(0)).contains("of the last 10 batches failed");
        eventually(() -> nothingInFlight(stub));
        assertThat(world.failed.size()).isBetween(3, 5);
        stub.update("resume", String.class);
        assertThat(result(stub).status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void aPausedMigrationDispatchesNothingUntilItIsResumed() throws InterruptedException {
        FakeWorld world = new FakeWorld(2000, 500);
        CountDownLatch paused = new CountDownLatch(1);
        world.onFetch = batch -> {
            if (batch >= 3) {
                await(paused);
            }
        };

        WorkflowStub stub = harness.start(world, Work.COPY, 2);
        eventually(() -> world.fetches.containsKey(3));
        String answer = stub.update("pause", String.class, new PauseRequest("ann", "nightly backup"));
        eventually(() -> !world.pauses.isEmpty());
        paused.countDown();
        Thread.sleep(1500);
        int whenPaused = world.copied.size();
        Thread.sleep(1500);

        assertThat(answer).startsWith("paused");
        assertThat(world.copied).hasSize(whenPaused);
        assertThat(whenPaused).isLessThan(8);
        MigrationProgress progress = stub.query("progress", MigrationProgress.class);
        assertThat(progress.pause().by()).isEqualTo("ann");
        assertThat(progress.pause().reason()).isEqualTo("nightly backup");
        assertThatThrownBy(() -> stub.update("pause", String.class, new PauseRequest("bob", "")))
                .isInstanceOf(WorkflowUpdateException.class)
                .hasStackTraceContaining("paused already, by ann");

        stub.update("resume", String.class);
        assertThat(result(stub).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.copied).hasSize(200);
        assertThat(world.pauses).containsExactly("ann: nightly backup", "resumed");
    }

    @Test
    void resumingWhatIsNotPausedIsRefusedWithTheReason() throws InterruptedException {
        FakeWorld world = new FakeWorld(100, 500);
        CountDownLatch done = new CountDownLatch(1);
        world.onFetch = batch -> await(done);

        WorkflowStub stub = harness.start(world, Work.COPY, 2);
        eventually(() -> !world.fetches.isEmpty());

        assertThatThrownBy(() -> stub.update("resume", String.class)).hasStackTraceContaining("it is not paused");
        assertThatThrownBy(() -> stub.update("setConcurrency", String.class, 0))
                .hasStackTraceContaining("concurrency is 0: give 1 to 500");
        done.countDown();
        result(stub);
    }

    @Test
    void failedBatchesAreRetriedWhenAnOperatorAsksForIt() throws InterruptedException {
        FakeWorld world = new FakeWorld(400, 8);
        CountDownLatch last = new CountDownLatch(1);
        AtomicInteger refusals = new AtomicInteger();
        world.onFetch = batch -> {
            if (batch == 2 && refusals.incrementAndGet() == 1) {
                throw failure(FailureKind.REJECTED_RECORD);
            }
            if (batch == 4 * RangeRequest.BATCHES + 7) {
                await(last);
            }
        };

        WorkflowStub stub = harness.start(world, Work.COPY, 3);
        eventually(() -> world.fetches.containsKey(4 * RangeRequest.BATCHES + 7));
        String answer = stub.update("retryFailed", String.class, new RetryRequest(2, null));
        last.countDown();

        assertThat(answer).contains("of batch 2");
        assertThat(result(stub).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(world.copied).hasSize(40);
    }

    @Test
    void rateAndThresholdAreSetWhileItRuns() throws InterruptedException {
        FakeWorld world = new FakeWorld(400, 500);
        CountDownLatch set = new CountDownLatch(1);
        world.onFetch = batch -> {
            if (batch == 4) {
                await(set);
            }
            if (batch > 4 && batch < 12) {
                throw failure(FailureKind.REJECTED_RECORD);
            }
        };

        WorkflowStub stub = harness.start(world, Work.COPY, 1);
        eventually(() -> world.fetches.containsKey(4));
        assertThat(stub.update("setRate", String.class, 500)).contains("500 a minute");
        assertThat(stub.update("setFailureThreshold", String.class, 1.0)).contains("before 0.2");
        set.countDown();

        assertThat(world.rate.get()).isEqualTo(500);
        assertThatThrownBy(() -> result(stub)).hasStackTraceContaining("7 batches failed");
        assertThat(world.pauses).isEmpty();
        assertThat(world.copied).hasSize(33);
    }

    @Test
    void theWebUisSignalsPauseAndResumeToo() throws InterruptedException {
        FakeWorld world = new FakeWorld(100, 500);
        CountDownLatch paused = new CountDownLatch(1);
        world.onFetch = batch -> await(paused);

        WorkflowStub stub = harness.start(world, Work.COPY, 1);
        eventually(() -> !world.fetches.isEmpty());
        stub.signal("pause", new PauseRequest("web ui", "looking"));
        eventually(() -> !world.pauses.isEmpty());
        paused.countDown();
        stub.signal("resume");

        assertThat(result(stub).status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void aCancelledMigrationSettlesAndIsTakenUpByTheNextRun() throws InterruptedException {
        FakeWorld world = new FakeWorld(400, 8);
        CountDownLatch cancelled = new CountDownLatch(1);
        world.onFetch = batch -> {
            if (batch >= RangeRequest.BATCHES + 2) {
                await(cancelled);
            }
        };

        WorkflowStub stub = harness.start(world, Work.COPY, 3);
        for (int waiting = 2; waiting < 5; waiting++) {
            int batch = RangeRequest.BATCHES + waiting;
            eventually(() -> world.fetches.containsKey(batch));
        }
        stub.cancel();
        // The in-memory server mistakes activities that end together with the cancellation.
        Thread.sleep(1500);
        cancelled.countDown();
        assertThatThrownBy(() -> result(stub)).hasRootCauseInstanceOf(CanceledFailure.class);
        assertThat(stub.describe().getStatus()).isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CANCELED);
        assertThat(world.settlements).containsExactly("CANCELLED: by request");
        int before = world.copied.size();

        WorkflowStub again = harness.run(Work.COPY, 3);

        assertThat(result(again).status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(before).isLessThan(40);
        assertThat(world.copied).hasSize(40);
    }

    @Test
    void aBatchThatSomebodyCancelledAloneIsRecordedAsFailed() throws InterruptedException {
        FakeWorld world = new FakeWorld(100, 500);
        CountDownLatch cancelled = new CountDownLatch(1);
        world.onFetch = batch -> {
            if (batch == 4) {
                await(cancelled);
            }
        };

        WorkflowStub stub = harness.start(world, Work.COPY, 3);
        eventually(() -> world.fetches.containsKey(4));
        WorkflowClient client = harness.client();
        client.newUntypedWorkflowStub("longhaul/memos/r0/b4").cancel();
        // The in-memory server mistakes an activity that ends together with the cancellation.
        Thread.sleep(1000);
        cancelled.countDown();

        assertThatThrownBy(() -> result(stub)).hasStackTraceContaining("ended from outside");
        assertThat(world.copied).hasSize(9);
        assertThat(world.failed).containsOnlyKeys(4);
    }

    @Test
    void aMismatchFailsTheMigrationWithTheFindings() {
        FakeWorld world = new FakeWorld(20, 500);
        world.verification = new Verification(
                java.util.List.of(new Check("records in the target", 20, 2, true)),
                java.util.List.of("missing: 7", "missing: 9"));

        WorkflowStub stub = harness.start(world, Work.COPY, 2);

        assertThatThrownBy(() -> result(stub)).cause().isInstanceOfSatisfying(ApplicationFailure.class, failure -> {
            assertThat(failure.getOriginalMessage())
                    .contains("source and target differ: 18 of 20 records in the target");
            assertThat(failure.getDetails().get(MigrationResult.class).verification())
                    .isEqualTo(world.verification);
        });
    }

    @Test
    void verifyingAloneCopiesNothing() {
        FakeWorld world = new FakeWorld(20, 500);

        assertThat(result(harness.start(world, Work.VERIFY, 2)).verification()).isEqualTo(Verification.NOTHING);
        assertThat(world.copied).isEmpty();
    }

    @Test
    void aDayLongOutageEndsAsAFailedBatchNotAsAHang() {
        FakeWorld world = new FakeWorld(10, 500);
        world.onUpsert = batch -> {
            throw failure(FailureKind.UNAVAILABLE);
        };

        WorkflowStub stub = harness.start(world, Work.COPY, 1);

        assertThatThrownBy(() -> result(stub)).hasStackTraceContaining("1 batches failed");
        assertThat(world.failed.get(0).kind()).isEqualTo(FailureKind.UNAVAILABLE);
        assertThat(harness.now() - System.currentTimeMillis())
                .isGreaterThan(Duration.ofHours(23).toMillis());
    }
}
