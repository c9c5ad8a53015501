package io.longhaul.activities.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.workflows.engine.BatchError;
import io.longhaul.workflows.engine.Check;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.JobRequest;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.JobTotals;
import io.longhaul.workflows.engine.Pause;
import io.longhaul.workflows.engine.Phase;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Survey;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.engine.Work;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobsTest {

    private static final Verification DIFFERENT =
            new Verification(List.of(new Check("records in the target", 1, 1, true)), List.of("missing: 1"));

    private final OneJob one = new OneJob();
    private final Jobs jobs = one.jobs;
    private final LedgerActivitiesImpl ledger = one.ledger;

    @Test
    void aNewNameBecomesANewJob() {
        JobView job = jobs.latest(one.name).orElseThrow();
        assertThat(job.id()).isEqualTo(one.job);
        assertThat(job.status()).isEqualTo(JobStatus.PENDING);
        assertThat(job.totals()).isEqualTo(JobTotals.NONE);
    }

    @Test
    void anUnfinishedJobIsGoneOnWith() {
        for (JobStatus end : List.of(JobStatus.CANCELLED, JobStatus.FAILED)) {
            ledger.settle(one.job, Work.COPY, end, "why", null);
            assertThat(jobs.open(one.request, Opening.RUN))
                    .isInstanceOfSatisfying(
                            OpenedJob.Resumed.class,
                            resumed -> assertThat(resumed.job().id()).isEqualTo(one.job));
        }
    }

    @Test
    void anotherLimitIsTheSameJob() {
        JobRequest larger = new JobRequest(one.name, "embed", "source", "sink", "model", 50, 2_000L, null, Map.of());
        assertThat(jobs.open(larger, Opening.RUN)).isInstanceOf(OpenedJob.Resumed.class);
    }

    @Test
    void anotherModelUnderTheSameNameIsRefusedAndNothingWritten() {
        JobRequest other = new JobRequest(one.name, "embed", "source", "sink", "other", 100, null, null, Map.of());
        assertThat(jobs.open(other, Opening.RUN))
                .isInstanceOfSatisfying(
                        OpenedJob.Conflict.class,
                        conflict -> assertThat(conflict.job().model()).isEqualTo("model"));
        assertThat(jobs.latest(one.name).orElseThrow().id()).isEqualTo(one.job);
    }

    @Test
    void afterACompletedJobTheNextRunIsANewOne() {
        ledger.settle(one.job, Work.COPY, JobStatus.COMPLETED, null, null);
        assertThat(jobs.open(one.request, Opening.RUN)).isInstanceOf(OpenedJob.Created.class);
    }

    @Test
    void freshBeginsAnewAndKeepsTheOldLedger() {
        OpenedJob fresh = jobs.open(one.request, Opening.FRESH);
        assertThat(fresh).isInstanceOf(OpenedJob.Created.class);
        assertThat(jobs.find(one.job)).isPresent();
        assertThat(jobs.latest(one.name).orElseThrow().id()).isNotEqualTo(one.job);
    }

    @Test
    void aJobThatCopiedAllAndDiffersIsNotRunInVainAgain() {
        one.settledBatch(0, 10);
        ledger.settle(one.job, Work.COPY, JobStatus.FAILED, "1 missing", DIFFERENT);
        assertThat(jobs.open(one.request, Opening.RUN)).isInstanceOf(OpenedJob.Created.class);
    }

    @Test
    void aJobThatDiffersWithBatchesLeftIsGoneOnWith() {
        one.plan(1, 10);
        ledger.failBatch(one.job, 0, new BatchError(FailureKind.UNAVAILABLE, "Qdrant is down"));
        ledger.settle(one.job, Work.COPY, JobStatus.FAILED, "1 missing", DIFFERENT);
        assertThat(jobs.open(one.request, Opening.RUN)).isInstanceOf(OpenedJob.Resumed.class);
    }

    @Test
    void whatIsCopiedOnceIsLeftAsItIsUntilItsTargetIsReset() {
        one.settledBatch(0, 10);
        ledger.settle(one.job, Work.COPY, JobStatus.COMPLETED, null, null);
        assertThat(jobs.open(one.request, Opening.ONCE))
                .isInstanceOfSatisfying(
                        OpenedJob.Copied.class,
                        copied -> assertThat(copied.job().id()).isEqualTo(one.job));
        assertThat(jobs.latest(one.name).orElseThrow().id()).isEqualTo(one.job);

        jobs.reset(one.job);
        assertThat(jobs.open(one.request, Opening.ONCE)).isInstanceOf(OpenedJob.Created.class);
    }

    @Test
    void whatIsCopiedOnceUpToALimitIsGoneOnWithBehindIt() {
        JobRequest some = limited(10L);
        jobs.open(some, Opening.ONCE);
        one.settledBatch(0, 10);
        ledger.settle(one.job, Work.COPY, JobStatus.COMPLETED, null, null);

        assertThat(jobs.open(some, Opening.ONCE)).isInstanceOf(OpenedJob.Copied.class);
        assertThat(jobs.open(limited(5L), Opening.ONCE)).isInstanceOf(OpenedJob.Copied.class);
        assertThat(jobs.open(limited(11L), Opening.ONCE)).isInstanceOf(OpenedJob.Resumed.class);
        assertThat(jobs.open(limited(null), Opening.ONCE)).isInstanceOf(OpenedJob.Resumed.class);
        assertThat(jobs.open(some, Opening.ONCE)).isInstanceOf(OpenedJob.Copied.class);
    }

    private JobRequest limited(@Nullable Long limit) {
        return new JobRequest(one.name, "embed", "source", "sink", "model", 100, limit, null, Map.of());
    }

    @Test
    void whatIsCopiedOnceIsGoneOnWithWhileAnythingIsLeft() {
        one.plan(1, 10);
        ledger.settle(one.job, Work.COPY, JobStatus.CANCELLED, null, null);
        assertThat(jobs.open(one.request, Opening.ONCE)).isInstanceOf(OpenedJob.Resumed.class);
    }

    @Test
    void aJobWhoseTargetWasResetIsInNobodysWay() {
        jobs.reset(one.job);
        JobRequest elsewhere = new JobRequest(one.name, "embed", "moved", "sink", "model", 100, null, null, Map.of());
        assertThat(jobs.open(elsewhere, Opening.RUN)).isInstanceOf(OpenedJob.Created.class);
    }

    @Test
    void twoThatOpenANameAtOnceGetOneJob() throws Exception {
        JobRequest request = OneJob.request("race-" + UUID.randomUUID());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<OpenedJob> open = () -> jobs.open(request, Opening.RUN);
            List<OpenedJob> opened = threads.invokeAll(List.of(open, open, open, open)).stream()
                    .map(JobsTest::get)
                    .toList();
            assertThat(opened).filteredOn(OpenedJob.Created.class::isInstance).hasSize(1);
            assertThat(opened.stream().map(JobsTest::idOf).distinct()).hasSize(1);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aPauseIsThereWithItsReasonUntilItIsOver() {
        ledger.begin(one.job, Work.COPY);
        Pause pause = new Pause("anna", "the API's budget", "2026-03-29T10:30:00Z");
        ledger.paused(one.job, pause);
        JobView paused = jobs.find(one.job).orElseThrow();
        assertThat(paused.status()).isEqualTo(JobStatus.PAUSED);
        assertThat(paused.pause()).isEqualTo(pause);

        ledger.paused(one.job, null);
        JobView running = jobs.find(one.job).orElseThrow();
        assertThat(running.status()).isEqualTo(JobStatus.RUNNING);
        assertThat(running.pause()).isNull();
    }

    @Test
    void whatIsNotPlannedYetIsStillToCome() {
        ledger.begin(one.job, Work.COPY);
        ledger.phase(one.job, Phase.COPY, new Survey(null, SourceKey.of("250"), null));
        ledger.counted(one.job, 250);
        assertThat(one.totals().records().total()).isEqualTo(250);
        assertThat(one.totals().batches().total()).isEqualTo(3);
    }

    @Test
    void aVerificationTurnsACompletedJobIntoAFailedOneAndLeavesAnyOther() {
        ledger.settle(one.job, Work.COPY, JobStatus.CANCELLED, "cancelled", null);
        ledger.settle(one.job, Work.VERIFY, JobStatus.FAILED, "1 missing", DIFFERENT);
        assertThat(jobs.find(one.job).orElseThrow().status()).isEqualTo(JobStatus.CANCELLED);

        ledger.settle(one.job, Work.COPY, JobStatus.COMPLETED, null, Verification.NOTHING);
        ledger.settle(one.job, Work.VERIFY, JobStatus.FAILED, "1 missing", DIFFERENT);
        JobView job = jobs.find(one.job).orElseThrow();
        assertThat(job.status()).isEqualTo(JobStatus.FAILED);
        assertThat(job.reason()).isEqualTo("1 missing");
        assertThat(job.verification()).isEqualTo(DIFFERENT);
    }

    @Test
    void aJobThatFailedByItsVerificationAloneIsCompletedByOneThatPasses() {
        one.plan(1, 10);
        long fence = one.claim(0);
        ledger.settle(one.job, Work.COPY, JobStatus.FAILED, "1 missing", DIFFERENT);
        ledger.settle(one.job, Work.VERIFY, JobStatus.COMPLETED, null, Verification.NOTHING);
        assertThat(jobs.find(one.job).orElseThrow().status()).isEqualTo(JobStatus.FAILED);

        one.stage.settle(one.job, 0, fence, 10, 0, 0, Map.of());
        ledger.settle(one.job, Work.COPY, JobStatus.FAILED, "1 missing", DIFFERENT);
        ledger.settle(one.job, Work.VERIFY, JobStatus.COMPLETED, null, Verification.NOTHING);
        JobView job = jobs.find(one.job).orElseThrow();
        assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(job.reason()).isNull();
        assertThat(job.verification()).isEqualTo(Verification.NOTHING);
    }

    @Test
    void deletingAJobLeavesNothingOfIt() {
        one.plan(1, 10);
        long fence = one.claim(0);
        one.stage.fill(one.job, 0, fence, List.of(OneJob.point("1", "text")), Map.of(SourceKey.of("2"), "empty"));
        one.stage.storeVectors(one.job, 0, UUID.randomUUID(), 3, Map.of("sum-text", new float[] {1}));
        assertThat(jobs.delete(one.job)).isTrue();

        for (String table : List.of(
                "ingestion_batch", "ingestion_failure", "ingestion_stage", "ingestion_vector", "embedding_request")) {
            assertThat(LedgerServer.count("select count(*) from " + table + " where job_id = ?", one.job.value()))
                    .as(table)
                    .isZero();
        }
        assertThat(jobs.delete(one.job)).isFalse();
    }

    private static JobId idOf(OpenedJob opened) {
        return opened.id();
    }

    private static OpenedJob get(Future<OpenedJob> opened) {
        try {
            return opened.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
