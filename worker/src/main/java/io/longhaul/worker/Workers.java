package io.longhaul.worker;

import io.longhaul.activities.ledger.LedgerActivitiesImpl;
import io.longhaul.worker.observe.LogFields;
import io.longhaul.worker.observe.Telemetry;
import io.longhaul.worker.settings.DeploymentSettings;
import io.longhaul.workflows.engine.BatchWorkflowImpl;
import io.longhaul.workflows.engine.MigrationWorkflowImpl;
import io.longhaul.workflows.engine.RangeWorkflowImpl;
import io.longhaul.workflows.engine.ScheduledRunWorkflowImpl;
import io.longhaul.workflows.engine.SeriesWorkflowImpl;
import io.longhaul.workflows.engine.TaskQueues;
import io.temporal.client.WorkflowClient;
import io.temporal.common.VersioningBehavior;
import io.temporal.common.WorkerDeploymentVersion;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerDeploymentOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The workers of one process, one for each task queue that it has work for. */
public final class Workers implements AutoCloseable {

    /** Workflow threads: each batch in flight needs one, and each range and migration a few. */
    private static final int WORKFLOW_THREADS = 1_000;

    private static final boolean VIRTUAL_THREADS = Runtime.version().feature() >= 21;

    /** Longer than a batch step usually takes; what has not ended by then is tried again elsewhere. */
    private static final Duration GRACE = Duration.ofSeconds(15);

    /**
     * How long workflow code may keep its thread before the SDK takes it for stuck. Its own second is not enough for the
     * first workflows of a process that loads their classes while others have the processor, and each time costs the
     * workflow ten seconds or more. Well below those ten, the server's time-out of a workflow task.
     */
    private static final Duration STUCK = Duration.ofSeconds(5);

    /**
     * How seldom the SDK may send heartbeats to the server. Its own choice would be every 8 of the 10 s after which a
     * silent attempt is given up: too near for a worker that is just told to stop, or a busy machine.
     */
    private static final Duration HEARTBEATS = Duration.ofSeconds(4);

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
        return start(clients, client, slots, Telemetry.off(), null);
    }

    /**
     * The same for a process that is measured, and knows its version.
     *
     * @param deployment null where versions play no part
     */
    public static Workers start(
            Clients clients,
            WorkflowClient client,
            WorkerSlots slots,
            Telemetry telemetry,
            @Nullable DeploymentSettings deployment) {
        List<WorkerInterceptor> interceptors = new ArrayList<>(telemetry.interceptors());
        interceptors.add(new LogFields());
        WorkerFactory factory = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setMaxWorkflowThreadCount(WORKFLOW_THREADS)
                        .setUsingVirtualWorkflowThreads(VIRTUAL_THREADS)
                        .setWorkerInterceptors(interceptors.toArray(WorkerInterceptor[]::new))
                        .build());
        String identity = client.getOptions().getIdentity();
        Worker main = factory.newWorker(TaskQueues.MAIN, options(slots.main(), deployment));
        main.registerWorkflowImplementationTypes(
                ScheduledRunWorkflowImpl.class,
                SeriesWorkflowImpl.class,
                MigrationWorkflowImpl.class,
                RangeWorkflowImpl.class,
                BatchWorkflowImpl.class);
        main.registerActivitiesImplementations(
                new LedgerActivitiesImpl(clients.jobs(), clients.batches()), new QueueRate(client));
        main.registerActivitiesImplementations(clients.activities(identity).toArray());
        List<Object> embedding = clients.embedding();
        if (!embedding.isEmpty()) {
            factory.newWorker(TaskQueues.EMBED, options(slots.embedActivities(), deployment))
                    .registerActivitiesImplementations(embedding.toArray());
        }
        factory.start();
        return new Workers(factory);
    }

    static WorkerOptions options(int activities, @Nullable DeploymentSettings deployment) {
        WorkerOptions.Builder options = WorkerOptions.newBuilder()
                .setMaxConcurrentActivityExecutionSize(activities)
                .setDefaultDeadlockDetectionTimeout(STUCK.toMillis())
                .setMaxHeartbeatThrottleInterval(HEARTBEATS)
                .setUsingVirtualThreadsOnActivityWorker(VIRTUAL_THREADS);
        if (deployment != null) {
            options.setDeploymentOptions(WorkerDeploymentOptions.newBuilder()
                    .setVersion(new WorkerDeploymentVersion(deployment.name(), deployment.buildId()))
                    .setUseVersioning(true)
                    // A migration stays with the version that it began on, whatever is deployed while it runs.
                    .setDefaultVersioningBehavior(VersioningBehavior.PINNED)
                    .build());
        }
        return options.build();
    }

    /** Whether it takes new work. */
    public boolean polls() {
        return factory.isStarted() && !factory.isShutdown();
    }

    /** Asks for no more work. What polls that are under way still bring is done, until it is closed. */
    public void stopPolling() {
        factory.suspendPolling();
    }

    /** Stops polling and lets running activities end, for a while; those that don't are interrupted. */
    @Override
    public void close() {
        // Shutting down waits for heartbeats first, and would take new work meanwhile.
        stopPolling();
        factory.shutdown();
        factory.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        if (!factory.isTerminated()) {
            factory.shutdownNow();
            factory.awaitTermination(2, TimeUnit.SECONDS);
        }
    }
}
