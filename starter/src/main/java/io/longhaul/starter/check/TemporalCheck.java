package io.longhaul.starter.check;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.longhaul.starter.report.Texts;
import io.longhaul.starter.services.Namespace;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.TemporalSettings;
import io.longhaul.workflows.engine.TaskQueues;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.client.WorkflowClient;
import java.util.concurrent.TimeUnit;

/** Temporal: reachable, the namespace there, and how many workers poll. None is no failure: run brings its own. */
final class TemporalCheck {

    private static final long SECONDS = 10;

    private final Services services;

    TemporalCheck(Services services) {
        this.services = services;
    }

    void run(Findings findings) {
        TemporalSettings settings = services.settings().temporal();
        findings.check("Temporal", () -> {
            String version = Namespace.describe(services.temporal());
            return Finding.good(
                    "Temporal",
                    "%s reachable, version %s, namespace %s"
                            .formatted(settings.address(), version, settings.namespace()));
        });
        findings.check("Temporal workers", this::workers);
    }

    private Finding workers() {
        int main = pollers(TaskQueues.MAIN, TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW);
        int embed = pollers(TaskQueues.EMBED, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY);
        if (main < 0) {
            return Finding.good("Temporal workers", "this server can't say who polls");
        }
        return Finding.good(
                "Temporal workers",
                main + embed == 0
                        ? "none polls now; run brings its own, --detach needs bin/worker"
                        : "%s on %s, %s on %s"
                                .formatted(
                                        Texts.count(main, "worker polls", "workers poll"),
                                        TaskQueues.MAIN,
                                        Texts.count(embed),
                                        TaskQueues.EMBED));
    }

    /** How many poll; -1 where the server can't say. */
    private int pollers(String queue, TaskQueueType type) {
        WorkflowClient client = services.temporal();
        try {
            return client.getWorkflowServiceStubs()
                    .blockingStub()
                    .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
                    .describeTaskQueue(DescribeTaskQueueRequest.newBuilder()
                            .setNamespace(client.getOptions().getNamespace())
                            .setTaskQueue(TaskQueue.newBuilder().setName(queue))
                            .setTaskQueueType(type)
                            .build())
                    .getPollersCount();
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
                return -1;
            }
            throw e;
        }
    }
}
