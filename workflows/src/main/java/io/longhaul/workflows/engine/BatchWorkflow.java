package io.longhaul.workflows.engine;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** One batch, under the id {@code longhaul/<name>/r<n>/b<k>}: moved and settled, or failed with the reason. */
@WorkflowInterface
public interface BatchWorkflow {

    @WorkflowMethod(name = "Batch")
    BatchResult run(BatchInput input);
}
