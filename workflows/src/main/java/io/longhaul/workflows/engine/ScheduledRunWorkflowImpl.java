package io.longhaul.workflows.engine;

import io.longhaul.workflows.engine.ScheduledRunResult.Outcome;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.common.SearchAttributes;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;
import java.util.Map;

/** See {@link ScheduledRunWorkflow}. */
public final class ScheduledRunWorkflowImpl implements ScheduledRunWorkflow {

    @Override
    public ScheduledRunResult run(ScheduledRun input) {
        JobId job = Ledger.stub().open(input.job());
        MigrationWorkflow migration = Workflow.newChildWorkflowStub(MigrationWorkflow.class, options(input, job));
        try {
            return ScheduledRunResult.of(migration.migrate(input.with(job)));
        } catch (ChildWorkflowFailure failure) {
            if (failure.getCause() instanceof WorkflowExecutionAlreadyStarted) {
                return ScheduledRunResult.nothing(Outcome.SKIPPED);
            }
            if (failure.getCause() instanceof CanceledFailure cancelled) {
                if (CancellationScope.current().isCancelRequested()) {
                    throw cancelled;
                }
                return ScheduledRunResult.nothing(Outcome.CANCELLED);
            }
            if (failure.getCause() instanceof ApplicationFailure cause) {
                throw ApplicationFailure.newNonRetryableFailure(
                        String.valueOf(cause.getOriginalMessage()), cause.getType());
            }
            throw failure;
        }
    }

    private static ChildWorkflowOptions options(ScheduledRun input, JobId job) {
        JobRequest request = input.job();
        ChildWorkflowOptions.Builder options = ChildWorkflowOptions.newBuilder()
                .setWorkflowId(MigrationInput.workflowId(request.name()))
                .setStaticSummary(request.name() + " kept in step by its schedule")
                .setMemo(Map.of(
                        "source", request.source(),
                        "target", request.sink(),
                        "model", request.model(),
                        "job", job.toString()))
                .setCancellationType(ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED)
                // Whoever terminates this workflow does not mean the migration, which has an id of its own.
                .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON);
        if (input.searchable()) {
            options.setTypedSearchAttributes(SearchAttributes.newBuilder()
                    .set(MigrationAttributes.NAME, request.name())
                    .set(MigrationAttributes.RECIPE, request.recipe())
                    .build());
        }
        return options.build();
    }
}
