package io.longhaul.worker.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.BatchError;
import io.longhaul.workflows.engine.FailureKind;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.RetryOptions;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ActivityMetricsTest {

    @ActivityInterface(namePrefix = "Fake.")
    public interface FakeActivities {
        BatchCounts write(int failures);

        void failBatch(BatchError error);

        String read();
    }

    @WorkflowInterface
    public interface Moving {
        @WorkflowMethod
        void move(int failures);
    }

    public static final class MovingImpl implements Moving {
        @Override
        public void move(int failures) {
            FakeActivities activities = Workflow.newActivityStub(
                    FakeActivities.class,
                    ActivityOptions.newBuilder()
                            .setStartToCloseTimeout(Duration.ofSeconds(10))
                            .setRetryOptions(RetryOptions.newBuilder()
                                    .setInitialInterval(Duration.ofMillis(10))
                                    .setMaximumAttempts(3)
                                    .build())
                            .build());
            activities.read();
            activities.write(failures);
            activities.failBatch(new BatchError(FailureKind.TIMEOUT, "too slow"));
        }
    }

    private static final class Fakes implements FakeActivities {
        private final AtomicInteger attempts = new AtomicInteger();

        @Override
        public BatchCounts write(int failures) {
            if (attempts.getAndIncrement() < failures) {
                throw ApplicationFailure.newFailure("slow down", FailureKind.THROTTLED.name());
            }
            return new BatchCounts(97, 2, 1, 4_711);
        }

        @Override
        public void failBatch(BatchError error) {}

        @Override
        public String read() {
            return "";
        }
    }

    private final Telemetry telemetry = Telemetry.of(true, Map.of());
    private final TestWorkflowEnvironment temporal =
            TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                    .setMetricsScope(telemetry.scope())
                    .setWorkerFactoryOptions(WorkerFactoryOptions.newBuilder()
                            .setWorkerInterceptors(telemetry.interceptors().toArray(WorkerInterceptor[]::new))
                            .build())
                    .build());

    @AfterEach
    void close() {
        temporal.close();
        telemetry.close();
    }

    private void move(String migration, int failures) {
        Worker worker = temporal.newWorker("q");
        worker.registerWorkflowImplementationTypes(MovingImpl.class);
        worker.registerActivitiesImplementations(new Fakes());
        temporal.start();
        temporal.getWorkflowClient()
                .newWorkflowStub(
                        Moving.class,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue("q")
                                .setWorkflowId("longhaul/" + migration + "/r1/b7")
                                .build())
                .move(failures);
    }

    @Test
    void whatABatchMovedIsCountedByWhatItsActivityReturns() {
        move("memos", 0);
        assertThat(telemetry.scrape())
                .contains("longhaul_records_total{migration=\"memos\",outcome=\"processed\"} 97.0")
                .contains("longhaul_records_total{migration=\"memos\",outcome=\"failed\"} 2.0")
                .contains("longhaul_records_total{migration=\"memos\",outcome=\"skipped\"} 1.0")
                .contains("longhaul_tokens_total{migration=\"memos\"} 4711.0")
                .contains("longhaul_batches_total{migration=\"memos\",outcome=\"completed\"} 1.0")
                .contains("longhaul_batches_total{migration=\"memos\",outcome=\"failed\"} 1.0")
                .contains("longhaul_step_seconds_count{outcome=\"ok\",recipe=\"fake\",step=\"read\"} 1");
    }

    @Test
    void aRefusalIsCountedByItsStepAndKindAndMovesNothing() {
        move("memos", 2);
        assertThat(telemetry.scrape())
                .contains("longhaul_failures_total{kind=\"THROTTLED\",step=\"write\"} 2.0")
                .contains("longhaul_step_seconds_count{outcome=\"failed\",recipe=\"fake\",step=\"write\"} 2")
                .contains("longhaul_records_total{migration=\"memos\",outcome=\"processed\"} 97.0");
    }

    @Test
    void anActivityThatNeverSucceedsCountsNoRecords() {
        assertThatThrownBy(() -> move("memos", 3)).isInstanceOf(WorkflowException.class);
        assertThat(telemetry.scrape())
                .contains("longhaul_failures_total{kind=\"THROTTLED\",step=\"write\"} 3.0")
                .doesNotContain("longhaul_records_total");
    }

    @Test
    void theSdksOwnMetricsAreServedAsWell() throws Exception {
        move("memos", 0);
        String[] reported = {"temporal_activity_execution_latency_seconds_count", "temporal_worker_task_slots_available"
        };
        // The SDK hands them over every few seconds, some of them later than others.
        for (int i = 0; i < 200 && !List.of(reported).stream().allMatch(telemetry.scrape()::contains); i++) {
            Thread.sleep(100);
        }
        assertThat(telemetry.scrape()).contains(reported);
    }
}
