package io.longhaul.workflows.backfill;

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

/** Look, add the column, fill it batch by batch, then constraints, indexes and steps; compare. */
final class BackfillRecipe implements Recipe {

    private final BackfillSpec spec;
    private final BackfillActivities table = Workflow.newActivityStub(BackfillActivities.class, Patience.options());

    BackfillRecipe(BackfillSpec spec) {
        this.spec = spec;
    }

    @Override
    public Survey survey(JobId job, @Nullable Long limit, @Nullable Round round) {
        if (limit != null) {
            throw Recipe.refused(
                    BackfillSpec.RECIPE,
                    "constraints hold for whole tables, and not for " + limit
                            + " records: leave the limit out, or choose rows by where in the spec");
        }
        if (round != null) {
            throw Recipe.refused(
                    BackfillSpec.RECIPE,
                    "a table that is filled stays so by its default or trigger: run it again instead");
        }
        return table.survey(job, spec);
    }

    @Override
    public long count(JobId job, @Nullable Long limit, @Nullable Round round, Survey survey) {
        return table.count(job, spec);
    }

    @Override
    public void prepare(JobId job) {
        table.prepare(job, spec);
    }

    @Override
    public RangePlan plan(RangeRequest request) {
        return table.plan(spec, request);
    }

    @Override
    public BatchCounts copy(JobId job, PlannedBatch batch) {
        return table.fill(job, spec, batch);
    }

    @Override
    public void finish(JobId job) {
        table.constrain(job, spec);
        for (int i = 0; i < spec.indexes().size(); i++) {
            table.index(job, spec, i);
        }
        for (int i = 0; i < spec.steps().size(); i++) {
            table.step(job, spec, i);
        }
        table.uncover(job, spec);
    }

    /** All rows are looked at in one snapshot, not range by range. */
    @Override
    public Verification verify(JobId job, List<KeyRange> ranges) {
        return Verification.NOTHING;
    }

    @Override
    public Verification verifyTarget(JobId job) {
        return table.verify(job, spec);
    }
}
