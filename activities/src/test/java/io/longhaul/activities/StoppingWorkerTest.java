package io.longhaul.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An attempt that is under way when its worker is told to stop. */
@Timeout(90)
class StoppingWorkerTest {

    private static final String WORKFLOWS = "workflows";
    private static final String ACTIVITIES = "activities";

    /** Silent for so long, an attempt is given to another worker. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    @ActivityInterface
    public interface Slow {
        void work();
    }

    @WorkflowInterface
    public interface OneStep {
        @WorkflowMethod
        void run();
    }

    public static final class OneStepImpl implements OneStep {
        @Override
        public void run() {
            Workflow.newActivityStub(
                            Slow.class,
                            ActivityOptions.newBuilder()
                                    .setTaskQueue(ACTIVITIES)
                                    .setStartToCloseTimeout(Duration.ofMinutes(1))
                                    .setHeartbeatTimeout(SILENCE)
                                    .build())
                    .work();
        }
    }

    private final AtomicInteger attempts = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);

    private void work() {
        attempts.incrementAndGet();
        begun.countDown();
        Heartbeats.during(() -> {
            try {
                Thread.sleep(SILENCE.multipliedBy(2).toMillis());
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
            return true;
        });
    }

    private WorkerFactory worker(WorkflowClient client) {
        WorkerFactory factory = WorkerFactory.newInstance(client);
        WorkerOptions options = WorkerOptions.newBuilder()
                .setMaxHeartbeatThrottleInterval(Duration.ofSeconds(1))
                .build();
        factory.newWorker(ACTIVITIES, options).registerActivitiesImplementations((Slow) this::work);
        factory.start();
        return factory;
    }

    @Test
    void itIsNotGivenToAnotherWhileItComesToItsEnd() throws Exception {
        try (TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance(
                TestEnvironmentOptions.newBuilder().setUseTimeskipping(false).build())) {
            environment.newWorker(WORKFLOWS).registerWorkflowImplementationTypes(OneStepImpl.class);
            environment.start();
            WorkflowClient client = environment.getWorkflowClient();
            WorkerFactory stopping = worker(client);
            OneStep workflow = client.newWorkflowStub(
                    OneStep.class,
                    WorkflowOptions.newBuilder().setTaskQueue(WORKFLOWS).build());
            WorkflowClient.start(workflow::run);
            begun.await();

            stopping.shutdown();
            WorkerFactory another = worker(client);

            WorkflowStub.fromTyped(workflow).getResult(60, TimeUnit.SECONDS, Void.class);
            assertThat(attempts).hasValue(1);
            another.shutdownNow();
        }
    }
}
