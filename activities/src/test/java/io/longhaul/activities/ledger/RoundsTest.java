package io.longhaul.activities.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.workflows.engine.BatchScope;
import io.longhaul.workflows.engine.Check;
import io.longhaul.workflows.engine.JobRequest;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.LedgerState;
import io.longhaul.workflows.engine.Phase;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.Round;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Survey;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.engine.Work;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A completed job goes on: from its last key, and from its high water. */
class RoundsTest {

    private static final Verification LATE =
            new Verification(List.of(new Check("records in the target", 2, 1, true)), List.of("missing: 11"));

    private final OneJob one = new OneJob();
    private final Jobs jobs = one.jobs;
    private final LedgerActivitiesImpl ledger = one.ledger;
    private final JobRequest request = updated("changed");

    private JobRequest updated(String column) {
        return new JobRequest(one.name, "embed", "source", "sink", "model", 100, null, column, Map.of());
    }

    private OpenedJob open() {
        return jobs.open(request, Opening.KEEP_IN_STEP);
    }

    /** Ten records of a job whose changes are recorded, copied and verified. */
    private void completed(String highWater) {
        jobs.delete(one.job);
        OpenedJob opened = open();
        assertThat(opened).isInstanceOf(OpenedJob.Created.class);
        job = opened;
        copy(0, new KeyRange(null, SourceKey.of("10")), highWater);
        ledger.settle(job.id(), Work.COPY, JobStatus.COMPLETED, null, Verification.NOTHING);
    }

    private OpenedJob job = new OpenedJob.Created(one.job);

    private void copy(int range, KeyRange keys, String highWater) {
        copy(range, keys, highWater, 10, 0);
    }

    private void copy(int range, KeyRange keys, String highWater, int processed, int skipped) {
        ledger.begin(job.id(), Work.COPY);
        ledger.phase(job.id(), Phase.COPY, new Survey(null, keys.until(), highWater));
        ledger.counted(job.id(), processed + skipped);
        int number = range * RangeRequest.BATCHES;
        one.batches.plan(
                job.id(), range, List.of(new PlannedBatch(number, new BatchScope.Keys(keys), 0, processed + skipped)));
        long fence = ((Batches.Claim.Mine) one.batches.claim(job.id(), number, "worker")).fence();
        one.stage.settle(job.id(), number, fence, processed, 0, skipped, Map.of());
    }

    private Round round() {
        return ledger.begin(job.id(), Work.COPY).round();
    }

    @Test
    void aCompletedJobGoesOnAfterItsLastKeyAndItsHighWater() {
        completed("2026-03-29 10:00:00");

        assertThat(open()).isEqualTo(new OpenedJob.NextRound(job.id()));

        assertThat(round()).isEqualTo(new Round(job.id(), 1, SourceKey.of("10"), "2026-03-29 10:00:00", null));
        assertThat(jobs.find(job.id()).orElseThrow().status()).isEqualTo(JobStatus.RUNNING);
    }

    @Test
    void askedTwiceItIsTheSameRound() {
        completed("2026-03-29 10:00:00");
        open();

        assertThat(open()).isInstanceOf(OpenedJob.Resumed.class);
        assertThat(round().number()).isEqualTo(1);
    }

    @Test
    void anUnfinishedJobIsGoneOnWithAsItWas() {
        ledger.settle(one.job, Work.COPY, JobStatus.FAILED, "why", null);

        assertThat(jobs.open(one.request, Opening.KEEP_IN_STEP)).isInstanceOf(OpenedJob.Resumed.class);
        assertThat(ledger.begin(one.job, Work.COPY).round()).isNull();
    }

    @Test
    void aRunThatNobodyScheduledComparesEverythingAnew() {
        completed("2026-03-29 10:00:00");

        assertThat(jobs.open(request, Opening.RUN)).isInstanceOf(OpenedJob.Created.class);
    }

    @Test
    void theFirstSurveyOfARoundDecidesItsHighWater() {
        completed("2026-03-29 10:00:00");
        open();
        ledger.begin(job.id(), Work.COPY);
        ledger.phase(job.id(), Phase.PREPARE, new Survey(null, SourceKey.of("10"), "2026-03-29 10:15:00"));
        ledger.settle(job.id(), Work.COPY, JobStatus.FAILED, "why", null);
        ledger.begin(job.id(), Work.COPY);
        ledger.phase(job.id(), Phase.PREPARE, new Survey(null, SourceKey.of("10"), "2026-03-29 10:30:00"));
        ledger.settle(job.id(), Work.COPY, JobStatus.COMPLETED, null, Verification.NOTHING);

        open();

        assertThat(round().changedSince()).isEqualTo("2026-03-29 10:15:00");
    }

    @Test
    void aRoundThatMissedSomethingIsReadOnceMore() {
        completed("2026-03-29 10:00:00");
        open();
        copy(1, new KeyRange(SourceKey.of("10"), SourceKey.of("12")), "2026-03-29 10:15:00");
        ledger.settle(job.id(), Work.COPY, JobStatus.COMPLETED, null, LATE);

        open();

        assertThat(round()).isEqualTo(new Round(job.id(), 2, SourceKey.of("10"), "2026-03-29 10:00:00", null));
    }

    @Test
    void aColumnWhoseHighWaterIsNotKnownNeedsAllRecordsOnce() {
        completed("2026-03-29 10:00:00");

        assertThat(jobs.open(updated("touched"), Opening.KEEP_IN_STEP)).isInstanceOf(OpenedJob.Created.class);
    }

    @Test
    void aColumnNoLongerNamedIsNoLongerAskedFor() {
        completed("2026-03-29 10:00:00");

        assertThat(jobs.open(updated(null), Opening.KEEP_IN_STEP)).isInstanceOf(OpenedJob.NextRound.class);
        assertThat(round().changedSince()).isNull();
    }

    @Test
    void whatARoundHasPlannedIsNotPlannedAgain() {
        completed("2026-03-29 10:00:00");
        open();
        copy(1, new KeyRange(null, SourceKey.of("7"), "2026-03-29 10:00:00"), "2026-03-29 10:15:00", 2, 0);
        copy(2, new KeyRange(SourceKey.of("10"), SourceKey.of("12")), "2026-03-29 10:15:00", 2, 0);
        ledger.settle(job.id(), Work.COPY, JobStatus.CANCELLED, "by request", null);

        LedgerState state = ledger.begin(job.id(), Work.COPY);

        assertThat(state.round().changesPlanned()).isEqualTo(SourceKey.of("7"));
        assertThat(state.cursor()).isEqualTo(SourceKey.of("12"));
        assertThat(state.settled().processed()).isEqualTo(4);
        assertThat(ledger.copied(job.id(), Work.COPY))
                .containsExactly(
                        new KeyRange(null, SourceKey.of("7"), "2026-03-29 10:00:00"),
                        new KeyRange(SourceKey.of("10"), SourceKey.of("12")));
        assertThat(ledger.copied(job.id(), Work.VERIFY)).containsExactly(new KeyRange(null, SourceKey.of("12")));
    }

    @Test
    void whatHadNotChangedLeavesNoTraceAndCountsNothing() {
        completed("2026-03-29 10:00:00");
        open();
        copy(1, new KeyRange(null, SourceKey.of("7"), "2026-03-29 10:00:00"), "2026-03-29 10:15:00", 0, 3);
        ledger.settle(job.id(), Work.COPY, JobStatus.COMPLETED, null, Verification.NOTHING);
        assertThat(jobs.find(job.id()).orElseThrow().totals().records().total()).isEqualTo(10);

        open();

        assertThat(one.batches.of(job.id())).hasSize(1);
    }
}
