package io.longhaul.activities.ledger;

import io.longhaul.activities.ActivityErrors;
import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.BatchError;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.JobRequest;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.JobTotals;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.LedgerActivities;
import io.longhaul.workflows.engine.LedgerState;
import io.longhaul.workflows.engine.Pause;
import io.longhaul.workflows.engine.Phase;
import io.longhaul.workflows.engine.Survey;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.engine.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** See {@link LedgerActivities}: each is one transaction that sets absolute values. */
public final class LedgerActivitiesImpl implements LedgerActivities {

    private final Jobs jobs;
    private final Batches batches;

    public LedgerActivitiesImpl(Jobs jobs, Batches batches) {
        this.jobs = jobs;
        this.batches = batches;
    }

    @Override
    public JobId open(JobRequest request) {
        return ActivityErrors.translated(() -> {
            OpenedJob opened = jobs.open(request, Opening.KEEP_IN_STEP);
            if (opened instanceof OpenedJob.Conflict conflict) {
                throw new MigrationException(
                        FailureKind.INVALID_SPEC,
                        "migration " + request.name() + " moves something else since, "
                                + conflict.job().source() + " -> "
                                + conflict.job().sink() + " with "
                                + conflict.job().model() + ": give the schedule again with its settings, or take it"
                                + " away with unschedule");
            }
            return opened.id();
        });
    }

    @Override
    public LedgerState begin(JobId job, Work work) {
        return ActivityErrors.translated(() -> batches.begin(job, work));
    }

    @Override
    public void phase(JobId job, Phase phase, @Nullable Survey survey) {
        ActivityErrors.translated(() -> jobs.phase(job, phase, survey));
    }

    @Override
    public void counted(JobId job, long records) {
        ActivityErrors.translated(() -> jobs.counted(job, records));
    }

    @Override
    public void paused(JobId job, @Nullable Pause pause) {
        ActivityErrors.translated(() -> jobs.paused(job, pause));
    }

    @Override
    public void failBatch(JobId job, int batch, BatchError error) {
        ActivityErrors.translated(() -> batches.fail(job, batch, error));
    }

    @Override
    public List<KeyRange> copied(JobId job, Work work) {
        return ActivityErrors.translated(() -> batches.copied(job, work));
    }

    @Override
    public JobTotals settle(
            JobId job, Work work, JobStatus status, @Nullable String reason, @Nullable Verification verification) {
        return ActivityErrors.translated(() -> jobs.settle(job, work, status, reason, verification));
    }
}
