package io.longhaul.workflows.relational;

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
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Discover, prepare, copy, finish, verify. A batch is one activity, as it is one transaction of the target. */
final class RelationalRecipe implements Recipe {

    /** A silent attempt is given up after this long. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    /** Copying one batch takes seconds; this long means that it hangs. */
    private static final Duration BATCH = Duration.ofMinutes(30);

    /** Reading a whole file, or building an index of a large table. */
    private static final Duration WHOLE_TABLE = Duration.ofHours(12);

    /** An outage shorter than this costs time only. */
    private static final Duration LONGEST_OUTAGE = Duration.ofHours(24);

    /** Tables that are finished or compared at a time: each may take a processor and a disk of the target's. */
    private static final int TABLES_AT_A_TIME = 4;

    private final RelationalSpec spec;
    private final RelationalActivities discovery = stub(WHOLE_TABLE, 5);
    private final RelationalActivities batches = stub(BATCH, 0);
    private final RelationalActivities tables = stub(WHOLE_TABLE, 0);

    RelationalRecipe(RelationalSpec spec) {
        this.spec = spec;
    }

    @Override
    public Survey survey(JobId job, @Nullable Long limit, @Nullable Round round) {
        if (limit != null) {
            throw refused("it takes whole tables, and not the first " + limit
                    + " records: leave the limit out, or name some of the tables in the spec");
        }
        if (round != null) {
            throw refused("it does not keep a target in step with a SQLite file: run it again on an emptied target");
        }
        return discovery.survey(job, spec);
    }

    private static ApplicationFailure refused(String reason) {
        return ApplicationFailure.newNonRetryableFailure(
                "the recipe " + RelationalSpec.RECIPE + " can't do that: " + reason, FailureKind.INVALID_SPEC.name());
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
        sideBySide(names, table -> Async.procedure(tables::finishTable, job, spec, table));
        sideBySide(names, table -> Async.procedure(tables::linkTable, job, spec, table));
        tables.makeViews(job, spec);
    }

    @Override
    public Verification verify(JobId job, List<KeyRange> ranges) {
        Verification found = Verification.NOTHING;
        List<String> names = batches.tables(job, spec);
        for (Verification table : sideBySide(names, name -> Async.function(tables::verifyTable, job, spec, name))) {
            found = found.plus(table);
        }
        return found;
    }

    @Override
    public Verification verifyTarget(JobId job) {
        return tables.verifyWhole(job, spec);
    }

    private static <T extends @Nullable Object> List<T> sideBySide(
            List<String> names, Function<String, Promise<T>> step) {
        List<T> results = new ArrayList<>();
        Queue<Promise<T>> running = new ArrayDeque<>();
        for (String name : names) {
            if (running.size() == TABLES_AT_A_TIME) {
                results.add(running.remove().get());
            }
            running.add(step.apply(name));
        }
        while (!running.isEmpty()) {
            results.add(running.remove().get());
        }
        return results;
    }

    /** @param attempts 0 for as many as {@link #LONGEST_OUTAGE} allows */
    private static RelationalActivities stub(Duration once, int attempts) {
        return Workflow.newActivityStub(
                RelationalActivities.class,
                ActivityOptions.newBuilder()
                        .setStartToCloseTimeout(once)
                        .setScheduleToCloseTimeout(LONGEST_OUTAGE)
                        .setHeartbeatTimeout(HEARTBEAT)
                        .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                        .setRetryOptions(RetryOptions.newBuilder()
                                .setInitialInterval(Duration.ofSeconds(1))
                                .setBackoffCoefficient(2)
                                .setMaximumInterval(Duration.ofSeconds(30))
                                .setMaximumAttempts(attempts)
                                .build())
                        .build());
    }
}
