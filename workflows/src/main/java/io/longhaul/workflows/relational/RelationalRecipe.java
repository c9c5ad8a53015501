package io.longhaul.workflows.relational;

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
import io.longhaul.workflows.engine.Survey;
import io.longhaul.workflows.engine.Verification;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Discover, prepare, copy, finish, verify. A batch is one activity, as it is one transaction of the target. */
final class RelationalRecipe implements Recipe {

    /** Copying one batch takes seconds; this long means that it hangs. */
    private static final Duration BATCH = Duration.ofMinutes(30);

    /** Reading a whole file, or building an index of a large table. */
    private static final Duration WHOLE_TABLE = Duration.ofHours(12);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final RelationalSpec spec;
    private final RelationalActivities discovery = stub(new Attempts(WHOLE_TABLE, LONGEST_PAUSE, 5));
    private final RelationalActivities batches = stub(Attempts.of(BATCH, LONGEST_PAUSE));
    private final RelationalActivities tables = stub(Attempts.of(WHOLE_TABLE, LONGEST_PAUSE));

    RelationalRecipe(RelationalSpec spec) {
        this.spec = spec;
    }

    @Override
    public Survey survey(JobId job, @Nullable Long limit, @Nullable Round round) {
        if (limit != null) {
            throw Recipe.refused(
                    RelationalSpec.RECIPE,
                    "it takes whole tables, and not the first " + limit
                            + " records: leave the limit out, or name some of the tables in the spec");
        }
        if (round != null) {
            throw Recipe.refused(
                    RelationalSpec.RECIPE,
                    "it does not keep a target in step with a SQLite file: run it again on an emptied target");
        }
        return discovery.survey(job, spec);
    }

    @Override
    public long count(JobId job, @Nullable Long limit, @Nullable Round round, Survey survey) {
        return discovery.count(job, spec);
    }

    @Override
    public void prepare(JobId job) {
        batches.prepare(job, spec);
    }

    @Override
    public RangePlan plan(RangeRequest request) {
        return tables.plan(spec, request);
    }

    @Override
    public BatchCounts copy(JobId job, PlannedBatch batch) {
        return batches.copy(job, spec, batch);
    }

    @Override
    public void finish(JobId job) {
        List<String> names = batches.tables(job, spec);
        SideBySide.run(names, table -> Async.procedure(tables::finishTable, job, spec, table));
        SideBySide.run(names, table -> Async.procedure(tables::linkTable, job, spec, table));
        tables.makeViews(job, spec);
    }

    @Override
    public Verification verify(JobId job, List<KeyRange> ranges) {
        return SideBySide.verify(
                batches.tables(job, spec), table -> Async.function(tables::verifyTable, job, spec, table));
    }

    @Override
    public Verification verifyTarget(JobId job) {
        return tables.verifyWhole(job, spec);
    }

    private static RelationalActivities stub(Attempts attempts) {
        return Workflow.newActivityStub(
                RelationalActivities.class, attempts.options().build());
    }
}
