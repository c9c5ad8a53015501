package io.longhaul.workflows.engine;

import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.workflow.Workflow;
import org.jspecify.annotations.Nullable;

/** See {@link BatchWorkflow}. */
public final class BatchWorkflowImpl implements BatchWorkflow {

    @Override
    public BatchResult run(BatchInput input) {
        Workflow.setCurrentDetails("Moving " + input.batch().records() + " records.");
        try {
            return BatchResult.completed(input.spec().toRecipe().copy(input.job(), input.batch()));
        } catch (ActivityFailure failure) {
            if (failure.getCause() instanceof CanceledFailure cancelled) {
                throw cancelled;
            }
            BatchError error = errorOf(failure.getCause());
            Workflow.setCurrentDetails("Failed (" + error.kind() + "): " + error.message());
            Ledger.stub().failBatch(input.job(), input.batch().number(), error);
            return BatchResult.failed(error);
        }
    }

    private static BatchError errorOf(@Nullable Throwable cause) {
        if (cause instanceof ApplicationFailure failure) {
            return new BatchError(FailureKind.ofType(failure.getType()), String.valueOf(failure.getOriginalMessage()));
        }
        if (cause instanceof TimeoutFailure timeout) {
            // A time-out may hide what the attempts before it failed of.
            return timeout.getCause() instanceof ApplicationFailure last
                    ? errorOf(last)
                    : new BatchError(FailureKind.TIMEOUT, "no answer in time (" + timeout.getTimeoutType() + ")");
        }
        return new BatchError(FailureKind.UNKNOWN, String.valueOf(cause == null ? null : cause.getMessage()));
    }
}
