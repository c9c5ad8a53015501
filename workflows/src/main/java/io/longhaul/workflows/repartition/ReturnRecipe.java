package io.longhaul.workflows.repartition;

import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangePlan;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.Recipe;
import io.longhaul.workflows.engine.Round;
import io.longhaul.workflows.engine.Survey;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.live.Patience;
import io.temporal.workflow.Workflow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every aim but forward: look, do it, look again. There are no batches. */
final class ReturnRecipe implements Recipe {

    private final RepartitionSpec spec;
    private final ReturnActivities table = Workflow.newActivityStub(ReturnActivities.class, Patience.options());

    ReturnRecipe(RepartitionSpec spec) {
        this.spec = spec;
    }

    @Override
    public Survey survey(JobId job, @Nullable Long limit, @Nullable Round round) {
        table.look(job, spec);
        return new Survey(null, null, null);
    }

    @Override
    public long count(JobId job, @Nullable Long limit, @Nullable Round round, Survey survey) {
        return 0;
    }

    @Override
    public void prepare(JobId job) {}

    @Override
    public RangePlan plan(RangeRequest request) {
        return RangePlan.EMPTY;
    }

    @Override
    public BatchCounts copy(JobId job, PlannedBatch batch) {
        return BatchCounts.NONE;
    }

    @Override
    public void finish(JobId job) {
        table.carryOut(job, spec);
    }

    @Override
    public Verification verify(JobId job, List<KeyRange> ranges) {
        return Verification.NOTHING;
    }

    @Override
    public Verification verifyTarget(JobId job) {
        return table.verify(job, spec);
    }
}
