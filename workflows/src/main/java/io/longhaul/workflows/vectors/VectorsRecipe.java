package io.longhaul.workflows.vectors;

import io.longhaul.workflows.engine.Attempts;
import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangePlan;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.Recipe;
import io.longhaul.workflows.engine.Round;
import io.longhaul.workflows.engine.SideBySide;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Survey;
import io.longhaul.workflows.engine.Verification;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A batch is one step: it is read, and written in one transaction. */
final class VectorsRecipe implements Recipe {

    /** Reading and writing one batch takes seconds; minutes mean that it hangs. */
    private static final Duration BATCH_STEP = Duration.ofMinutes(5);

    /** Indexing millions of vectors, or comparing a range of 50,000 on a slow source. */
    private static final Duration WHOLE_COLLECTION = Duration.ofHours(12);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final VectorsSpec spec;
    private final VectorsActivities survey = stub(new Attempts(BATCH_STEP, Duration.ofSeconds(10), 5));
    private final VectorsActivities steps = stub(Attempts.of(BATCH_STEP, LONGEST_PAUSE));
    private final VectorsActivities whole = stub(Attempts.of(WHOLE_COLLECTION, LONGEST_PAUSE));

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
        return SideBySide.verify(ranges, range -> Async.function(whole::verifyRange, job, spec, range));
    }

    @Override
    public Verification verifyTarget(JobId job) {
        return whole.verifyTarget(job, spec);
    }

    private static VectorsActivities stub(Attempts attempts) {
        return Workflow.newActivityStub(
                VectorsActivities.class, attempts.options().build());
    }
}
