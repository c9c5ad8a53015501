package io.longhaul.workflows.embed;

import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangePlan;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.Recipe;
import io.longhaul.workflows.engine.Round;
import io.longhaul.workflows.engine.Survey;
import io.longhaul.workflows.engine.TaskQueues;
import io.longhaul.workflows.engine.Verification;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Fetch, embed, upsert: each an activity of its own, as each fails in its own way. */
final class EmbedRecipe implements Recipe {

    /**
     * A silent attempt is given up after this long. Workers send heartbeats more often, and a cancel takes effect at the
     * next one.
     */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    /** Reading or writing one batch takes seconds; minutes mean that it hangs. */
    private static final Duration BATCH_STEP = Duration.ofMinutes(5);

    /** An answer that is paid for waits so long, in the attempt that has it, for a ledger that is away. */
    private static final Duration EMBEDDING = Duration.ofHours(1);

    /** An outage shorter than this costs time only. A longer one fails the batch, which a later run takes up. */
    private static final Duration LONGEST_OUTAGE = Duration.ofHours(24);

    /** Counting, or comparing a range of 50,000 records, on a slow source. */
    private static final Duration WHOLE_TABLE = Duration.ofHours(4);

    /** A stage that is lost this often in a row is not a crash but a fault of ours. */
    private static final int STAGE_ATTEMPTS = 5;

    /** Ranges compared at a time, so that verifying does not crowd out the source's own users. */
    private static final int VERIFIED_AT_A_TIME = 4;

    private final EmbedSpec spec;
    private final EmbedActivities survey = stub(WHOLE_TABLE, Duration.ofSeconds(10), 5);
    private final EmbedActivities steps = stub(BATCH_STEP, Duration.ofSeconds(30), 0);
    private final EmbedActivities comparison = stub(WHOLE_TABLE, Duration.ofSeconds(30), 0);
    private final EmbeddingActivities embedding = Workflow.newActivityStub(
            EmbeddingActivities.class,
            options(EMBEDDING, Duration.ofSeconds(60), 0)
                    .setTaskQueue(TaskQueues.EMBED)
                    // The queue's rate limit, set on the server, does not hold for eagerly started activities.
                    .setDisableEagerExecution(true)
                    .build());

    EmbedRecipe(EmbedSpec spec) {
        this.spec = spec;
    }

    @Override
    public Survey survey(JobId job, @Nullable Long limit, @Nullable Round round) {
        return survey.survey(spec, limit, round);
    }

    @Override
    public long count(JobId job, @Nullable Long limit, @Nullable Round round, Survey survey) {
        return comparison.count(spec, limit, round, survey);
    }

    @Override
    public void prepare(JobId job) {
        steps.prepare(spec);
    }

    /** Nothing: the collection indexes its points as they come. */
    @Override
    public void finish(JobId job) {}

    @Override
    public RangePlan plan(RangeRequest request) {
        return steps.plan(spec, request);
    }

    @Override
    public BatchCounts copy(JobId job, PlannedBatch planned) {
        EmbedBatch batch = new EmbedBatch(job, planned, spec);
        for (int attempt = 1; ; attempt++) {
            try {
                return copyOnce(batch);
            } catch (ActivityFailure failure) {
                if (attempt == STAGE_ATTEMPTS || !mustFetchAgain(failure)) {
                    throw failure;
                }
            }
        }
    }

    private BatchCounts copyOnce(EmbedBatch batch) {
        Fetched fetched = steps.fetch(batch);
        if (fetched.settled() != null) {
            return fetched.settled();
        }
        if (fetched.toEmbed() > 0) {
            embedding.embed(batch, fetched);
        }
        return steps.upsert(batch, fetched);
    }

    private static boolean mustFetchAgain(ActivityFailure failure) {
        if (!(failure.getCause() instanceof ApplicationFailure cause)) {
            return false;
        }
        FailureKind kind = FailureKind.ofType(cause.getType());
        return kind == FailureKind.STAGE_LOST || kind == FailureKind.FENCED;
    }

    @Override
    public Verification verify(JobId job, List<KeyRange> ranges) {
        Verification found = Verification.NOTHING;
        Queue<Promise<Verification>> running = new ArrayDeque<>();
        for (KeyRange range : ranges) {
            if (running.size() == VERIFIED_AT_A_TIME) {
                found = found.plus(running.remove().get());
            }
            running.add(Async.function(comparison::verifyRange, job, spec, range));
        }
        while (!running.isEmpty()) {
            found = found.plus(running.remove().get());
        }
        return found;
    }

    @Override
    public Verification verifyTarget(JobId job) {
        return comparison.verifyTarget(job, spec);
    }

    private static EmbedActivities stub(Duration once, Duration longestPause, int attempts) {
        return Workflow.newActivityStub(
                EmbedActivities.class, options(once, longestPause, attempts).build());
    }

    /** @param attempts 0 for as many as {@link #LONGEST_OUTAGE} allows */
    private static ActivityOptions.Builder options(Duration once, Duration longestPause, int attempts) {
        return ActivityOptions.newBuilder()
                .setStartToCloseTimeout(once)
                .setScheduleToCloseTimeout(LONGEST_OUTAGE)
                .setHeartbeatTimeout(HEARTBEAT)
                .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                .setRetryOptions(RetryOptions.newBuilder()
                        .setInitialInterval(Duration.ofSeconds(1))
                        .setBackoffCoefficient(2)
                        .setMaximumInterval(longestPause)
                        .setMaximumAttempts(attempts)
                        .build());
    }
}
