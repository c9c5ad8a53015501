package io.longhaul.activities.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.longhaul.workflows.engine.BatchError;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobTotals;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Work;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Failed records, until they go through: each counts once, at every step. */
class FailuresTest {

    private static final int RANGE = 500;

    private final OneJob one = new OneJob();
    private final Batches batches = one.batches;
    private final Stage stage = one.stage;

    @Test
    void failedRecordsAreAssignedOnceByPlannersAtOnce() throws Exception {
        one.settledBatch(0, 10, "1", "2", "3", "4", "5");
        BatchesTest.atOnce(IntStream.range(0, 5)
                .mapToObj(i -> (Callable<Object>) () -> one.planRetry(1, 2))
                .toList());
        assertThat(batches.of(one.job, 1))
                .extracting(batch -> batch.batch().records())
                .containsExactly(2, 2, 1);
        assertThat(IntStream.range(RANGE, RANGE + 3)
                        .mapToObj(batch -> batches.failuresOf(one.job, batch))
                        .flatMap(List::stream))
                .hasSize(5)
                .doesNotHaveDuplicates();
    }

    @Test
    void aFailureNotedAfterTheRetryWasPlannedWaitsForTheNext() {
        one.plan(2, 10);
        settle(0, OneJob.failures("bad", "1"));
        one.planRetry(1, 10);
        long retrying = one.claim(RANGE);
        settle(1, OneJob.failures("bad", "11"));
        // A planner whose answer was late.
        one.planRetry(1, 10);

        stage.fill(one.job, RANGE, retrying, List.of(), Map.of());
        stage.settle(one.job, RANGE, retrying, 1, 0, 0, Map.of());
        assertThat(open()).containsExactly(SourceKey.of("11"));
        assertExact(20, 19, 1);
        assertThat(one.planRetry(2, 10)).hasSize(1);
    }

    @Test
    void whatGoesThroughIsResolvedAndWhatFailsAgainStaysWithItsNewReason() {
        one.settledBatch(0, 10, "1", "2", "3");
        assertExact(10, 7, 3);

        one.planRetry(1, 10);
        assertExact(10, 7, 3);
        long fence = one.claim(RANGE);
        stage.fill(one.job, RANGE, fence, List.of(OneJob.point("1", "now good")), OneJob.failures("still bad", "2"));
        assertExact(10, 7, 3);
        stage.settle(one.job, RANGE, fence, 1, 2, 0, OneJob.failures("refused", "3"));
        assertExact(10, 8, 2);
        assertThat(batches.failures(one.job, 10))
                .extracting(FailureView::key, FailureView::error, FailureView::batch)
                .containsExactly(tuple(SourceKey.of("2"), "still bad", 0), tuple(SourceKey.of("3"), "refused", 0));

        assertThat(one.planRetry(2, 10)).hasSize(1);
        assertThat(batches.failuresOf(one.job, 2 * RANGE)).containsExactly(SourceKey.of("2"), SourceKey.of("3"));
        fence = one.claim(2 * RANGE);
        stage.fill(one.job, 2 * RANGE, fence, List.of(), Map.of());
        stage.settle(one.job, 2 * RANGE, fence, 2, 0, 0, Map.of());
        assertExact(10, 10, 0);
        assertThat(one.planRetry(3, 10)).isEmpty();
    }

    @Test
    void aFailedRecordWhoseRowIsGoneCountsNoMore() {
        one.settledBatch(0, 10, "1", "2");
        one.planRetry(1, 10);
        long fence = one.claim(RANGE);
        stage.fill(one.job, RANGE, fence, List.of(), OneJob.failures("still bad", "2"));
        stage.settle(one.job, RANGE, fence, 0, 1, 0, Map.of());
        assertExact(9, 8, 1);
    }

    @Test
    void anotherAttemptAtARetryForgetsWhatTheFirstNoted() {
        one.settledBatch(0, 10, "1", "2");
        one.planRetry(1, 10);
        stage.fill(one.job, RANGE, one.claim(RANGE), List.of(), OneJob.failures("still bad", "1", "2"));
        long second = one.claim(RANGE);
        assertThat(batches.failuresOf(one.job, RANGE)).hasSize(2);
        stage.fill(one.job, RANGE, second, List.of(), OneJob.failures("still bad", "2"));
        stage.settle(one.job, RANGE, second, 1, 1, 0, Map.of());
        assertThat(open()).containsExactly(SourceKey.of("2"));
        assertExact(10, 9, 1);
    }

    @Test
    void aBatchThatFailsWholeCountsEachRecordOnceAndNoMoreOnceItWentThrough() {
        one.plan(2, 10);
        settle(1, Map.of());
        stage.fill(one.job, 0, one.claim(0), List.of(), OneJob.failures("bad", "1", "2"));
        one.ledger.failBatch(one.job, 0, new BatchError(FailureKind.UNAVAILABLE, "Qdrant is down"));
        assertExact(20, 10, 10);
        assertThat(one.totals().batches().failed()).isEqualTo(1);

        one.ledger.begin(one.job, Work.RETRY_FAILED);
        // Its batch takes the two up itself; a batch of its own for them would count them twice.
        assertThat(one.planRetry(1, 10)).isEmpty();
        long fence = one.claim(0);
        stage.fill(one.job, 0, fence, List.of(), OneJob.failures("bad", "2"));
        stage.settle(one.job, 0, fence, 9, 1, 0, Map.of());
        assertExact(20, 19, 1);
        assertThat(one.planRetry(1, 10)).hasSize(1);
    }

    @Test
    void aRetryBatchThatFailsWholeKeepsItsRecordsForTheNextRun() {
        one.settledBatch(0, 10, "1", "2");
        one.planRetry(1, 10);
        one.claim(RANGE);
        one.ledger.failBatch(one.job, RANGE, new BatchError(FailureKind.UNAVAILABLE, "Qdrant is down"));
        assertExact(10, 8, 2);

        assertThat(one.ledger.begin(one.job, Work.RETRY_FAILED).unfinished()).containsExactly(1);
        assertThat(one.planRetry(2, 10)).isEmpty();
        assertThat(batches.failuresOf(one.job, RANGE)).hasSize(2);
    }

    @Test
    void aRequestTakesNoRecordUpTwiceHoweverManyRangesItTakes() {
        String[] all =
                IntStream.range(0, RANGE + 20).mapToObj(Integer::toString).toArray(String[]::new);
        one.settledBatch(0, all.length, all);
        assertThat(one.planRetry(1, 1)).hasSize(RANGE);
        for (int batch = RANGE; batch < RANGE + 3; batch++) {
            String again = batches.failuresOf(one.job, batch).get(0).parts().get(0);
            stage.settle(one.job, batch, one.claim(batch), 0, 1, 0, OneJob.failures("still bad", again));
        }

        assertThat(one.planRetry(2, 1)).hasSize(20);
        // The range before was not full: another request, for which the three are as good as any.
        assertThat(one.planRetry(3, 1)).hasSize(3);
    }

    @Test
    void moreRowsThanPlannedAreCountedAsFound() {
        one.plan(1, 10);
        stage.settle(one.job, 0, one.claim(0), 9, 1, 2, OneJob.failures("bad", "1"));
        assertExact(12, 9, 1);
    }

    private void settle(int batch, Map<SourceKey, String> failures) {
        long fence = one.claim(batch);
        stage.fill(one.job, batch, fence, List.of(), failures);
        stage.settle(one.job, batch, fence, 10 - failures.size(), failures.size(), 0, Map.of());
    }

    private List<SourceKey> open() {
        return batches.failures(one.job, 100).stream().map(FailureView::key).toList();
    }

    private void assertExact(long total, long processed, long failed) {
        JobTotals.Records records = one.totals().records();
        assertThat(records).isEqualTo(new JobTotals.Records(total, processed, failed, total - processed - failed));
        assertThat(LedgerServer.ask(
                        "select total_records || ' ' || processed_records || ' ' || failed_records from job_statistics(?)",
                        one.job.value()))
                .isEqualTo(total + " " + processed + " " + failed);
    }
}
