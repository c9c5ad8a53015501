package io.longhaul.workflows.repartition;

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
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.live.Patience;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Look, back up, log writes, copy batch by batch, index, catch up, compare, swap, settle. */
final class RepartitionRecipe implements Recipe {

    private final RepartitionSpec spec;
    private final RepartitionActivities table =
            Workflow.newActivityStub(RepartitionActivities.class, Patience.options());
    /** What both tables were found to be like before the swap; nothing where this run has not compared them. */
    private Verification compared = Verification.NOTHING;

    RepartitionRecipe(RepartitionSpec spec) {
        this.spec = spec;
    }

    @Override
    public Survey survey(JobId job, @Nullable Long limit, @Nullable Round round) {
        requireWhole(limit, round);
        return table.survey(job, spec);
    }

    static void requireWhole(@Nullable Long limit, @Nullable Round round) {
        if (limit != null) {
            throw Recipe.refused(
                    RepartitionSpec.RECIPE,
                    "a table takes another layout as a whole: leave the limit of " + limit + " records out");
        }
        if (round != null) {
            throw Recipe.refused(
                    RepartitionSpec.RECIPE, "a table takes another layout once: run it without a schedule");
        }
    }

    @Override
    public long count(JobId job, @Nullable Long limit, @Nullable Round round, Survey survey) {
        return table.count(job, spec);
    }

    @Override
    public void prepare(JobId job) {
        table.backUp(job, spec);
        table.prepare(job, spec);
    }

    @Override
    public RangePlan plan(RangeRequest request) {
        return table.plan(spec, request);
    }

    @Override
    public BatchCounts copy(JobId job, PlannedBatch batch) {
        return table.copy(job, spec, batch);
    }

    @Override
    public void finish(JobId job) {
        table.index(job, spec);
        table.catchUp(job, spec);
        compared = table.compare(job, spec);
        if (!compared.passed()) {
            throw ApplicationFailure.newNonRetryableFailure(
                    "the new table is not what table " + spec.table() + " is, so they are not swapped: "
                            + compared.findings() + ": roll back, and run again",
                    FailureKind.VERIFICATION_FAILED.name());
        }
        table.swap(job, spec);
        table.settle(job, spec);
    }

    /** All rows are looked at in one snapshot, not range by range. */
    @Override
    public Verification verify(JobId job, List<KeyRange> ranges) {
        return Verification.NOTHING;
    }

    @Override
    public Verification verifyTarget(JobId job) {
        return compared.plus(table.verify(job, spec));
    }
}
