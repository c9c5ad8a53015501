package io.longhaul.worker;

import io.grpc.StatusRuntimeException;
import io.longhaul.activities.ActivityErrors;
import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.RateActivities;
import io.longhaul.workflows.engine.TaskQueues;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.RateLimit;
import io.temporal.api.workflowservice.v1.UpdateTaskQueueConfigRequest;
import io.temporal.client.WorkflowClient;

/** See {@link RateActivities}: the limit is the server's, so it holds for workers that start later, too. */
final class QueueRate implements RateActivities {

    private final WorkflowClient client;

    QueueRate(WorkflowClient client) {
        this.client = client;
    }

    @Override
    public void limitEmbeddings(int perMinute) {
        ActivityErrors.translated(() -> limit(TaskQueues.EMBED, perMinute));
    }

    private void limit(String queue, int perMinute) {
        UpdateTaskQueueConfigRequest.RateLimitUpdate.Builder update =
                UpdateTaskQueueConfigRequest.RateLimitUpdate.newBuilder().setReason("set by a migration's operator");
        if (perMinute > 0) {
            update.setRateLimit(
                    RateLimit.newBuilder().setRequestsPerSecond(perMinute / 60f).build());
        }
        try {
            var unused = client.getWorkflowServiceStubs()
                    .blockingStub()
                    .updateTaskQueueConfig(UpdateTaskQueueConfigRequest.newBuilder()
                            .setNamespace(client.getOptions().getNamespace())
                            .setIdentity(client.getOptions().getIdentity())
                            .setTaskQueue(queue)
                            .setTaskQueueType(TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY)
                            .setUpdateQueueRateLimit(update)
                            .build());
        } catch (StatusRuntimeException e) {
            throw new MigrationException(
                    FailureKind.UNAVAILABLE,
                    "Temporal did not set the rate of task queue " + queue + " ("
                            + e.getStatus().getCode() + "): it needs a server of 1.29 or newer",
                    e);
        }
    }
}
