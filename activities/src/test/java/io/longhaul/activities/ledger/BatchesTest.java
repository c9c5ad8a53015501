package io.longhaul.activities.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.BatchError;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.LedgerState;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Work;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class BatchesTest {

    private final OneJob one = new OneJob();
    private final Batches batches = one.batches;
    private final Stage stage = one.stage;

    @Test
    void aPlanIsFrozenOnceUnderPlannersThatDisagree() throws Exception {
        atOnce(IntStream.rangeClosed(1, 6)
                .mapToObj(i -> (Callable<Object>) () -> {
                    batches.plan(one.job, 0, OneJob.planned(i, 10 * i));
                    return i;
                })
                .toList());
        List<BatchView> frozen = batches.of(one.job, 0);
        int size = frozen.get(0).batch().records();
        assertThat(frozen).hasSize(size / 10).allMatch(batch -> batch.batch().records() == size);
        assertThat(batches.cursor(one.job)).contains(SourceKey.of(Integer.toString(frozen.size() * size)));
    }

    @Test
    void keysComeBackAsTheyWere() {
        List<SourceKey> keys = List.of(
                SourceKey.of("nul \0 and \\0 and \\", "{\"quoted\", 'too'}"),
                SourceKey.of("NULL", ""),
                SourceKey.of("😀 ä", " "));
        one.plan(1, 10);
        long fence = one.claim(0);
        stage.fill(one.job, 0, fence, List.of(), Map.of(keys.get(0), "bad", keys.get(1), "bad", keys.get(2), "bad"));
        assertThat(batches.failures(one.job, 10))
                .extracting(FailureView::key)
                .containsExactlyInAnyOrderElementsOf(keys);
        assertThat(batches.failedAmong(one.job, keys)).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(batches.failedAmong(one.job, List.of(SourceKey.of("null", ""))))
                .isEmpty();
    }

    @Test
    void aBatchIsClaimedAndSettledOnce() {
        one.plan(2, 10);
        long fence = one.claim(0);
        assertThat(one.totals().batches().processing()).isEqualTo(1);
        BatchCounts counts = stage.settle(one.job, 0, fence, 8, 1, 1, OneJob.failures("bad", "3"));
        assertThat(counts).isEqualTo(new BatchCounts(8, 1, 1, 0));

        assertThat(batches.claim(one.job, 0, "another")).isEqualTo(new Batches.Claim.Settled(counts));
        BatchView batch = batches.of(one.job, 0).get(0);
        assertThat(batch.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(batch.worker()).isEqualTo("worker");
        assertThat(batch.attempts()).isEqualTo(1);
    }

    @Test
    void anOlderFenceNeitherReadsNorFillsNorSettles() {
        one.plan(1, 10);
        long older = one.claim(0);
        stage.fill(one.job, 0, older, List.of(OneJob.point("1", "old")), Map.of());
        long newer = one.claim(0);
        assertThat(kindOf(() -> stage.of(one.job, 0, older))).isEqualTo(FailureKind.FENCED);
        assertThat(kindOf(() -> stage.fill(one.job, 0, older, List.of(), Map.of())))
                .isEqualTo(FailureKind.FENCED);
        assertThat(kindOf(() -> stage.settle(one.job, 0, older, 10, 0, 0, Map.of())))
                .isEqualTo(FailureKind.FENCED);
        // What the older one has staged is not the newer one's either.
        assertThat(stage.of(one.job, 0, newer)).isEmpty();
        assertThat(one.totals().records().processed()).isZero();
    }

    @Test
    void aSettledBatchAnswersItsFirstCountsToWhoeverSettlesItAgain() {
        one.plan(1, 10);
        long older = one.claim(0);
        long newer = one.claim(0);
        BatchCounts first = stage.settle(one.job, 0, newer, 9, 1, 0, OneJob.failures("bad", "3"));
        assertThat(stage.settle(one.job, 0, newer, 5, 5, 0, OneJob.failures("worse", "4")))
                .isEqualTo(first);
        assertThat(stage.settle(one.job, 0, older, 5, 5, 0, Map.of())).isEqualTo(first);
        assertThat(batches.failures(one.job, 10)).extracting(FailureView::error).containsExactly("bad");
    }

    @Test
    void ofManyThatSettleAtOnceOneDoes() throws Exception {
        one.plan(1, 10);
        long fence = one.claim(0);
        List<Object> counts = atOnce(IntStream.rangeClosed(1, 6)
                .mapToObj(i -> (Callable<Object>)
                        () -> stage.settle(one.job, 0, fence, 10 - i, i, 0, OneJob.failures("bad", "key " + i)))
                .toList());
        assertThat(counts.stream().distinct()).hasSize(1);
        assertThat(batches.failures(one.job, 10)).hasSize(1);
    }

    @Test
    void aBatchOfAJobThatDoesNotRunIsNotClaimed() {
        one.plan(1, 10);
        one.ledger.settle(one.job, Work.COPY, JobStatus.CANCELLED, "cancelled", null);
        assertThat(kindOf(() -> one.claim(0))).isEqualTo(FailureKind.FENCED);
    }

    @Test
    void aBatchThatFailedAndThenWentThroughShowsNoError() {
        one.plan(1, 10);
        long fence = one.claim(0);
        one.ledger.failBatch(one.job, 0, new BatchError(FailureKind.TIMEOUT, "no answer"));
        stage.settle(one.job, 0, fence, 10, 0, 0, Map.of());
        assertThat(batches.of(one.job, 0).get(0).error()).isNull();

        one.ledger.failBatch(one.job, 0, new BatchError(FailureKind.TIMEOUT, "no answer"));
        assertThat(batches.of(one.job, 0).get(0).status()).isEqualTo(JobStatus.COMPLETED);
    }

    @Test
    void aCancelledRunGivesItsBatchesBack() {
        one.plan(3, 10);
        stage.settle(one.job, 0, one.claim(0), 10, 0, 0, Map.of());
        one.claim(1);
        one.ledger.settle(one.job, Work.COPY, JobStatus.CANCELLED, "cancelled", null);
        assertThat(batches.of(one.job))
                .extracting(BatchView::status)
                .containsExactly(JobStatus.COMPLETED, JobStatus.CANCELLED, JobStatus.PENDING);

        LedgerState state = one.ledger.begin(one.job, Work.COPY);
        assertThat(state.unfinished()).containsExactly(0);
        assertThat(state.cursor()).isEqualTo(SourceKey.of("30"));
        assertThat(state.nextRange()).isEqualTo(1);
        assertThat(one.totals().batches().pending()).isEqualTo(2);
    }

    @Test
    void completedRangesThatMeetAreComparedTogether() {
        one.plan(4, 20_000);
        for (int batch : new int[] {0, 1, 2, 3}) {
            long fence = one.claim(batch);
            if (batch != 2) {
                stage.settle(one.job, batch, fence, 20_000, 0, 0, Map.of());
            }
        }
        assertThat(one.ledger.copied(one.job, Work.COPY))
                .containsExactly(
                        new KeyRange(null, SourceKey.of("40000")),
                        new KeyRange(SourceKey.of("60000"), SourceKey.of("80000")));
    }

    static FailureKind kindOf(ThrowingCallable call) {
        return catchThrowableOfType(MigrationException.class, call).kind();
    }

    static List<Object> atOnce(List<Callable<Object>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            return threads.invokeAll(calls).stream()
                    .map(call -> {
                        try {
                            return call.get();
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                    })
                    .toList();
        } finally {
            threads.shutdown();
        }
    }
}
