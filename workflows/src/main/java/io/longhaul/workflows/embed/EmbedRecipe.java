package io.longhaul.workflows.embed;

import io.longhaul.workflows.engine.Attempts;
import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangePlan;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.Recipe;
import io.longhaul.workflows.engine.Round;
import io.longhaul.workflows.engine.SideBySide;
import io.longhaul.workflows.engine.Survey;
import io.longhaul.workflows.engine.TaskQueues;
import io.longhaul.workflows.engine.Verification;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fetch, embed, upsert: each an activity of its own, as each fails in its own way. */
final class EmbedRecipe implements Recipe {

    /** Reading or writing one batch takes seconds; minutes mean that it hangs. */
    private static final Duration BATCH_STEP = Duration.ofMinutes(5);

    /** An answer that is paid for waits so long, in the attempt that has it, for a ledger that is away. */
    private static final Duration EMBEDDING = Duration.ofHours(1);

    /** Counting, or comparing a range of 50,000 records, on a slow source. */
    private static final Duration WHOLE_TABLE = Duration.ofHours(4);

    /** A stage that is lost this often in a row is not a crash but a fault of ours. */
    private static final int STAGE_ATTEMPTS = 5;

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final EmbedSpec spec;
    private final EmbedActivities survey = stub(new Attempts(WHOLE_TABLE, Duration.ofSeconds(10), 5));
    private final EmbedActivities steps = stub(Attempts.of(BATCH_STEP, LONGEST_PAUSE));
    private final EmbedActivities comparison = stub(Attempts.of(WHOLE_TABLE, LONGEST_PAUSE));
    private final EmbeddingActivities embedding = Workflow.newActivityStub(
            EmbeddingActivities.class,
            Attempts.of(EMBEDDING, Duration.ofSeconds(60))
                    .options()
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
        return SideBySide.verify(ranges, range -> Async.function(comparison::verifyRange, job, spec, range));
    }

    @Override
    public Verification verifyTarget(JobId job) {
        return comparison.verifyTarget(job, spec);
    }

    private static EmbedActivities stub(Attempts attempts) {
        return Workflow.newActivityStub(
                EmbedActivities.class, attempts.options().build());
    }
}
