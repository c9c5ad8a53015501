package io.longhaul.starter.migration;

import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowNotFoundException;
import java.util.Optional;

/**
 * The run of a workflow's id that is under way.
 *
 * @param type of the workflow, as {@code Migration}
 */
record UnderWay(String runId, String type) {

    static Optional<UnderWay> of(WorkflowClient client, String workflowId) {
        try {
            WorkflowExecutionDescription description =
                    client.newUntypedWorkflowStub(workflowId).describe();
            return description.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
                    ? Optional.of(new UnderWay(description.getExecution().getRunId(), description.getWorkflowType()))
                    : Optional.empty();
        } catch (WorkflowNotFoundException e) {
            return Optional.empty();
        }
    }
}
