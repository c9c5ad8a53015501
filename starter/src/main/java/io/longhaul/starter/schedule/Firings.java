package io.longhaul.starter.schedule;

import io.longhaul.starter.report.ScheduleReport.Firing;
import io.longhaul.workflows.engine.ScheduledRunResult;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowTargetOptions;
import io.temporal.client.schedules.ScheduleActionExecutionStartWorkflow;
import io.temporal.client.schedules.ScheduleActionResult;
import io.temporal.failure.ApplicationFailure;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What became of the runs that a schedule has started. */
final class Firings {

    private final WorkflowClient client;

    Firings(WorkflowClient client) {
        this.client = client;
    }

    @Nullable
    Firing of(ScheduleActionResult action) {
        if (!(action.getAction() instanceof ScheduleActionExecutionStartWorkflow started)) {
            return null;
        }
        String at = action.getStartedAt().toString();
        String id = started.getWorkflowId();
        WorkflowStub stub = client.newUntypedWorkflowStub(WorkflowTargetOptions.newBuilder()
                .setWorkflowId(id)
                .setRunId(started.getFirstExecutionRunId())
                .build());
        try {
            return switch (stub.describe().getStatus()) {
                case WORKFLOW_EXECUTION_STATUS_RUNNING, WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW ->
                    new Firing(at, id, "running", null, null, 0);
                case WORKFLOW_EXECUTION_STATUS_CANCELED -> new Firing(at, id, "cancelled", null, null, 0);
                case WORKFLOW_EXECUTION_STATUS_TERMINATED -> new Firing(at, id, "terminated", null, null, 0);
                default -> ended(at, id, stub);
            };
        } catch (WorkflowNotFoundException e) {
            return new Firing(at, id, "forgotten", null, null, 0);
        }
    }

    private static Firing ended(String at, String id, WorkflowStub stub) {
        try {
            ScheduledRunResult result = stub.getResult(ScheduledRunResult.class);
            String word = result.outcome().name().toLowerCase(Locale.ROOT);
            return new Firing(at, id, word, null, result.taken(), result.differing());
        } catch (WorkflowFailedException e) {
            String reason = e.getCause() instanceof ApplicationFailure failure
                    ? failure.getOriginalMessage()
                    : "see the Web UI";
            return new Firing(at, id, "failed", reason, null, 0);
        }
    }
}
