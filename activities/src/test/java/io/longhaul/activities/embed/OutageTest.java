package io.longhaul.activities.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.longhaul.activities.ledger.LedgerServer;
import io.longhaul.embedded.embeddings.Fault;
import io.longhaul.workflows.embed.Fetched;
import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.Work;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Services that go away in the middle of a batch. */
class OutageTest extends InWorld {

    @Test
    void anOutageOfQdrantNeverPaysTwice() throws Exception {
        world.withTexts("one", "two", "three");
        PlannedBatch batch = world.begin(10).get(0);
        Fetched fetched = world.fetch(batch);
        world.embed(batch, fetched);
        world.stopQdrant();
        assertThat(World.kind(() -> world.upsert(batch, fetched))).isEqualTo(FailureKind.UNAVAILABLE);
        assertThat(world.totals().records().processed()).isZero();
        world.ledger.settle(world.job, Work.COPY, JobStatus.CANCELLED, "cancelled", null);

        world.startQdrant();
        assertThat(world.begin(10)).containsExactly(batch);
        world.put(2, "two, changed", "tag 2");
        Fetched again = world.fetch(batch);
        assertThat(again.staged()).isEqualTo(3);
        assertThat(again.toEmbed()).isEqualTo(1);
        world.embed(batch, again);
        assertThat(world.upsert(batch, again).processed()).isEqualTo(3);
        assertThat(world.api.paid().values()).hasSize(4).allMatch(times -> times == 1);
        world.assertVector("2", "two, changed");
        world.complete();
    }

    @Test
    void anAnswerThatIsPaidForWaitsForALedgerThatIsAway() throws Exception {
        world.withTexts("one", "two");
        PlannedBatch batch = world.begin(10).get(0);
        Fetched fetched = world.fetch(batch);
        world.api.next(Fault.hang());
        CompletableFuture<Void> embedding = CompletableFuture.runAsync(() -> world.embed(batch, fetched));
        while (world.api.requests() == 0) {
            Thread.sleep(10);
        }
        try {
            LedgerServer.takesWrites(false);
            world.api.release();
            assertThatThrownBy(() -> embedding.get(4, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        } finally {
            LedgerServer.takesWrites(true);
        }

        embedding.get(30, TimeUnit.SECONDS);
        assertThat(world.upsert(batch, fetched).processed()).isEqualTo(2);
        assertThat(world.api.paid().values()).hasSize(2).allMatch(times -> times == 1);
        assertThat(world.totals().embeddings().requests()).isEqualTo(1);
        world.complete();
    }

    @Test
    void aCrashOfPostgresLosesTheStageAndNothingElse() throws Exception {
        world.withTexts("one", "");
        PlannedBatch batch = world.begin(10).get(0);
        Fetched fetched = world.fetch(batch);
        world.embed(batch, fetched);
        long paid = world.totals().embeddings().tokens();
        assertThat(paid).isPositive();
        LedgerServer.crash();

        assertThat(kindOnceItIsBack(() -> world.upsert(batch, fetched))).isEqualTo(FailureKind.STAGE_LOST);
        assertThat(World.kind(() -> world.embed(batch, fetched))).isEqualTo(FailureKind.STAGE_LOST);
        assertThat(world.totals().embeddings().tokens()).isEqualTo(paid);

        BatchCounts counts = world.copy(batch);
        assertThat(counts.processed()).isEqualTo(1);
        assertThat(counts.failed()).isEqualTo(1);
        assertThat(world.totals().embeddings().tokens()).isEqualTo(2 * paid);
        assertThat(world.totals().embeddings().requests()).isEqualTo(world.api.requests());
        assertThat(world.complete().processed()).isEqualTo(1);
    }

    /** Connections of the pool are still those to the server that died. */
    private static FailureKind kindOnceItIsBack(ThrowingCallable call) {
        FailureKind kind = FailureKind.UNAVAILABLE;
        for (int i = 0; i < 20 && kind == FailureKind.UNAVAILABLE; i++) {
            kind = World.kind(call);
        }
        return kind;
    }

    @Test
    void aSettledBatchStaysSettledAcrossACrash() throws Exception {
        world.withTexts("one");
        PlannedBatch batch = world.begin(10).get(0);
        BatchCounts counts = world.copy(batch);
        LedgerServer.crash();
        for (int i = 0; i < 20; i++) {
            try {
                assertThat(world.fetch(batch).settled()).isEqualTo(counts);
                return;
            } catch (ActivityFailure stillStale) {
                assertThat(stillStale).rootCause().hasMessageContaining("LEDGER_URL");
            }
        }
        fail("the pool never recovered");
    }

    @Test
    void aCancelInterruptsARequestThatHangsAndPaysForNothingTwice() {
        world.withTexts("one", "two");
        PlannedBatch batch = world.begin(10).get(0);
        Fetched fetched = world.fetch(batch);
        world.api.next(Fault.hang());
        world.env.requestCancelActivity();
        Instant begin = Instant.now();
        assertThatThrownBy(() -> world.embed(batch, fetched)).isInstanceOf(CanceledFailure.class);
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(10));
        assertThat(world.api.paidTexts()).isZero();
    }
}
