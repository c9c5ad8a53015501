package io.longhaul.workflows.engine;

import io.longhaul.workflows.engine.ScheduledRunResult.Outcome;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.failure.ApplicationFailure;

/** See {@link ScheduledRunWorkflow}. */
public final class ScheduledRunWorkflowImpl implements ScheduledRunWorkflow {

    @Override
    public ScheduledRunResult run(ScheduledRun input) {
        JobId job = Ledger.stub().open(input.job());
        ChildMigration migration = new ChildMigration(
                input.job(),
                job,
                input.job().name() + " kept in step by its schedule",
                // Whoever terminates this workflow does not mean the migration, which has an id of its own.
                ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON,
                input.searchable());
        ChildMigration.Ended ended = migration.run(input.with(job), run -> {});
        if (ended instanceof ChildMigration.Ended.Completed completed) {
            return ScheduledRunResult.of(completed.result());
        }
        if (ended instanceof ChildMigration.Ended.Failed failed) {
            throw ApplicationFailure.newNonRetryableFailure(failed.reason(), failed.kind());
        }
        if (ended instanceof ChildMigration.Ended.Broken broken) {
            throw broken.failure();
        }
        return ScheduledRunResult.nothing(
                ended instanceof ChildMigration.Ended.Taken ? Outcome.SKIPPED : Outcome.CANCELLED);
    }
}
