package io.longhaul.workflows.vectors;

import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangePlan;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.Recipe;
import io.longhaul.workflows.engine.Round;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Survey;
import io.longhaul.workflows.engine.Verification;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A batch is one step: it is read, and written in one transaction. */
final class VectorsRecipe implements Recipe {

    /** A silent attempt is given up after this long. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    /** Reading and writing one batch takes seconds; minutes mean that it hangs. */
    private static final Duration BATCH_STEP = Duration.ofMinutes(5);

    /** An outage shorter than this costs time only. A longer one fails the batch, which a later run takes up. */
    private static final Duration LONGEST_OUTAGE = Duration.ofHours(24);

    /** Indexing millions of vectors, or comparing a range of 50,000 on a slow source. */
    private static final Duration WHOLE_COLLECTION = Duration.ofHours(12);

    /** Ranges compared at a time, so that verifying does not crowd out the source's own users. */
    private static final int VERIFIED_AT_A_TIME = 4;

    private final VectorsSpec spec;
    private final VectorsActivities survey = stub(BATCH_STEP, Duration.ofSeconds(10), 5);
    private final VectorsActivities steps = stub(BATCH_STEP, Duration.ofSeconds(30), 0);
    private final VectorsActivities whole = stub(WHOLE_COLLECTION, Duration.ofSeconds(30), 0);

    VectorsRecipe(VectorsSpec spec) {
        this.spec = spec;
    }

    @Override
    public Survey survey(JobId job, @Nullable Long limit, @Nullable Round round) {
        return survey.survey(job, spec, limit, round);
    }

    /** Keys are positions: the last one says how many there are. */
    @Override
    public long count(JobId job, @Nullable Long limit, @Nullable Round round, Survey found) {
        SourceKey last = Objects.requireNonNull(found.until());
        return Long.parseLong(last.parts().get(0));
    }

    @Override
    public void prepare(JobId job) {
        steps.prepare(job, spec);
    }

    @Override
    public RangePlan plan(RangeRequest request) {
        return steps.plan(spec, request);
    }

    @Override
    public BatchCounts copy(JobId job, PlannedBatch batch) {
        return steps.copy(job, spec, batch);
    }

    @Override
    public void finish(JobId job) {
        whole.finish(job, spec);
    }

    @Override
    public Verification verify(JobId job, List<KeyRange> ranges) {
        Verification found = Verification.NOTHING;
        Queue<Promise<Verification>> running = new ArrayDeque<>();
        for (KeyRange range : ranges) {
            if (running.size() == VERIFIED_AT_A_TIME) {
                found = found.plus(running.remove().get());
            }
            running.add(Async.function(whole::verifyRange, job, spec, range));
        }
        while (!running.isEmpty()) {
            found = found.plus(running.remove().get());
        }
        return found;
    }

    @Override
    public Verification verifyTarget(JobId job) {
        return whole.verifyTarget(job, spec);
    }

    /** @param attempts 0 for as many as {@link #LONGEST_OUTAGE} allows */
    private static VectorsActivities stub(Duration once, Duration longestPause, int attempts) {
        return Workflow.newActivityStub(
                VectorsActivities.class,
                ActivityOptions.newBuilder()
                        .setStartToCloseTimeout(once)
                        .setScheduleToCloseTimeout(LONGEST_OUTAGE)
                        .setHeartbeatTimeout(HEARTBEAT)
                        .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                        .setRetryOptions(RetryOptions.newBuilder()
                                .setInitialInterval(Duration.ofSeconds(1))
                                .setBackoffCoefficient(2)
                                .setMaximumInterval(longestPause)
                                .setMaximumAttempts(attempts)
                                .build())
                        .build());
    }
}
