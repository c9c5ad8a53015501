package io.longhaul.workflows.engine;

import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.common.SearchAttributes;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.util.Map;
import java.util.function.Consumer;

/** A migration that another workflow runs: under the id that it has whoever runs it, and cancelled with it. */
final class ChildMigration {

    /** How it ended. */
    sealed interface Ended {

        record Completed(MigrationResult result) implements Ended {}

        /** A run of the migration was under way, started by somebody or something else. */
        record Taken() implements Ended {}

        /** Somebody cancelled the migration alone. */
        record Cancelled() implements Ended {}

        /** In its own words. */
        record Failed(String reason, String kind) implements Ended {}

        /** Its workflow was terminated, or timed out. */
        record Broken(ChildWorkflowFailure failure) implements Ended {}
    }

    private final JobRequest request;
    private final MigrationWorkflow stub;

    /**
     * Describes it; nothing is started yet.
     *
     * @param summary for the Web UI
     * @param orphaned what becomes of it when its parent ends first
     */
    ChildMigration(JobRequest request, JobId job, String summary, ParentClosePolicy orphaned, boolean searchable) {
        this.request = request;
        this.stub = Workflow.newChildWorkflowStub(MigrationWorkflow.class, options(job, summary, orphaned, searchable));
    }

    private ChildWorkflowOptions options(JobId job, String summary, ParentClosePolicy orphaned, boolean searchable) {
        ChildWorkflowOptions.Builder options = ChildWorkflowOptions.newBuilder()
                .setWorkflowId(MigrationInput.workflowId(request.name()))
                .setStaticSummary(summary)
                .setMemo(Map.of(
                        "source", request.source(),
                        "target", request.sink(),
                        "model", request.model(),
                        "job", job.toString()))
                .setCancellationType(ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED)
                .setParentClosePolicy(orphaned);
        if (searchable) {
            options.setTypedSearchAttributes(SearchAttributes.newBuilder()
                    .set(MigrationAttributes.NAME, request.name())
                    .set(MigrationAttributes.RECIPE, request.recipe())
                    .build());
        }
        return options.build();
    }

    /**
     * Runs it to its end.
     *
     * @param begun gets the id of its run, as soon as there is one
     * @throws CanceledFailure where the parent was cancelled
     */
    Ended run(MigrationInput input, Consumer<String> begun) {
        try {
            Promise<MigrationResult> result = Async.function(stub::migrate, input);
            begun.accept(Workflow.getWorkflowExecution(stub).get().getRunId());
            return new Ended.Completed(result.get());
        } catch (ChildWorkflowFailure failure) {
            if (failure.getCause() instanceof WorkflowExecutionAlreadyStarted) {
                return new Ended.Taken();
            }
            if (failure.getCause() instanceof CanceledFailure cancelled) {
                if (CancellationScope.current().isCancelRequested()) {
                    throw cancelled;
                }
                return new Ended.Cancelled();
            }
            if (failure.getCause() instanceof ApplicationFailure cause) {
                return new Ended.Failed(String.valueOf(cause.getOriginalMessage()), cause.getType());
            }
            return new Ended.Broken(failure);
        }
    }
}
