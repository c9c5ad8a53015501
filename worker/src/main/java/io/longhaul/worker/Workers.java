package io.longhaul.worker;

import io.longhaul.activities.embed.EmbedActivitiesImpl;
import io.longhaul.activities.embed.EmbeddingActivitiesImpl;
import io.longhaul.activities.ledger.LedgerActivitiesImpl;
import io.longhaul.workflows.engine.BatchWorkflowImpl;
import io.longhaul.workflows.engine.MigrationWorkflowImpl;
import io.longhaul.workflows.engine.RangeWorkflowImpl;
import io.longhaul.workflows.engine.TaskQueues;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The workers of one process, one for each task queue. A new recipe registers its activities here. */
public final class Workers implements AutoCloseable {

    /** Workflow threads: each batch in flight needs one, and each range and migration a few. */
    private static final int WORKFLOW_THREADS = 1_000;

    private static final boolean VIRTUAL_THREADS = Runtime.version().feature() >= 21;

    /** Longer than a batch step usually takes; what has not ended by then is tried again elsewhere. */
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final WorkerFactory factory;

    private Workers(WorkerFactory factory) {
        this.factory = factory;
    }

    /** How a process is named in histories, and in the ledger as the one that claimed a batch. */
    public static String identity() {
        return ManagementFactory.getRuntimeMXBean().getName();
    }

    /** Begins to poll. */
    public static Workers start(Clients clients, WorkflowClient client, WorkerSlots slots) {
        WorkerFactory factory = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setMaxWorkflowThreadCount(WORKFLOW_THREADS)
                        .setUsingVirtualWorkflowThreads(VIRTUAL_THREADS)
                        .build());
        String identity = client.getOptions().getIdentity();
        Worker main = factory.newWorker(TaskQueues.MAIN, options(slots.main()));
        main.registerWorkflowImplementationTypes(
                MigrationWorkflowImpl.class, RangeWorkflowImpl.class, BatchWorkflowImpl.class);
        main.registerActivitiesImplementations(
                new LedgerActivitiesImpl(clients.jobs(), clients.batches()),
                new QueueRate(client),
                new EmbedActivitiesImpl(
                        clients.source(), clients.sink(), clients.batches(), clients.stage(), identity));
        factory.newWorker(TaskQueues.EMBED, options(slots.embed()))
                .registerActivitiesImplementations(
                        new EmbeddingActivitiesImpl(clients.embedder(), clients.requestLimits(), clients.stage()));
        factory.start();
        return new Workers(factory);
    }

    private static WorkerOptions options(int activities) {
        return WorkerOptions.newBuilder()
                .setMaxConcurrentActivityExecutionSize(activities)
                .setUsingVirtualThreadsOnActivityWorker(VIRTUAL_THREADS)
                .build();
    }

    /** Stops polling and lets running activities end, for a while; those that don't are interrupted. */
    @Override
    public void close() {
        factory.shutdown();
        factory.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        if (!factory.isTerminated()) {
            factory.shutdownNow();
            factory.awaitTermination(2, TimeUnit.SECONDS);
        }
    }
}
