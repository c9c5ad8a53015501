package io.longhaul.worker.observe;

import com.google.protobuf.util.Durations;
import io.grpc.StatusRuntimeException;
import io.longhaul.workflows.engine.TaskQueues;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.taskqueue.v1.TaskQueueStats;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How many tasks wait in a queue, as Temporal estimates it. It is asked when somebody reads the metrics, and not more
 * often than every few seconds; a server that does not know leaves NaN.
 */
final class Backlog {

    private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long PATIENCE_SECONDS = 2;

    private final WorkflowClient client;
    private final String queue;
    private final TaskQueueType type;
    private @Nullable TaskQueueStats last;
    private long asked = System.nanoTime() - FRESH_NANOS;

    private Backlog(WorkflowClient client, String queue, TaskQueueType type) {
        this.client = client;
        this.queue = queue;
        this.type = type;
    }

    static void register(MeterRegistry registry, WorkflowClient client) {
        register(registry, client, TaskQueues.MAIN, TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, "workflow");
        register(registry, client, TaskQueues.MAIN, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY, "activity");
        register(registry, client, TaskQueues.EMBED, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY, "activity");
    }

    private static void register(
            MeterRegistry registry, WorkflowClient client, String queue, TaskQueueType type, String word) {
        Backlog backlog = new Backlog(client, queue, type);
        Gauge.builder("longhaul.task.queue.backlog", () -> backlog.of(TaskQueueStats::getApproximateBacklogCount))
                .description("Tasks that wait for a worker")
                .tags("queue", queue, "type", word)
                .register(registry);
        Gauge.builder(
                        "longhaul.task.queue.backlog.age",
                        () -> backlog.of(stats -> Durations.toMillis(stats.getApproximateBacklogAge()) / 1_000.0))
                .description("How long the oldest of them has waited")
                .baseUnit("seconds")
                .tags("queue", queue, "type", word)
                .register(registry);
    }

    private synchronized double of(ToDoubleFunction<TaskQueueStats> number) {
        if (System.nanoTime() - asked >= FRESH_NANOS) {
            last = ask();
            asked = System.nanoTime();
        }
        return last == null ? Double.NaN : number.applyAsDouble(last);
    }

    private @Nullable TaskQueueStats ask() {
        try {
            return client.getWorkflowServiceStubs()
                    .blockingStub()
                    .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .describeTaskQueue(DescribeTaskQueueRequest.newBuilder()
                            .setNamespace(client.getOptions().getNamespace())
                            .setTaskQueue(TaskQueue.newBuilder().setName(queue))
                            .setTaskQueueType(type)
                            .setReportStats(true)
                            .build())
                    .getStats();
        } catch (StatusRuntimeException unknown) {
            return null;
        }
    }
}
