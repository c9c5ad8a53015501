package io.longhaul.worker.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
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
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TracesTest {

    @ActivityInterface(namePrefix = "Embed.")
    public interface Steps {
        void fetch();
    }

    @WorkflowInterface
    public interface Batch {
        @WorkflowMethod
        String run();
    }

    public static final class BatchImpl implements Batch {
        @Override
        public String run() {
            Workflow.newActivityStub(
                            Steps.class,
                            ActivityOptions.newBuilder()
                                    .setStartToCloseTimeout(Duration.ofSeconds(10))
                                    .setRetryOptions(RetryOptions.newBuilder()
                                            .setInitialInterval(Duration.ofMillis(10))
                                            .build())
                                    .build())
                    .fetch();
            return Workflow.getInfo().getRunId();
        }
    }

    @Test
    void withoutItsVariablesNothingIsTraced() {
        assertThat(Traces.of(Map.of())).isEmpty();
        assertThat(Traces.of(Map.of("OTEL_SERVICE_NAME", "x"))).isEmpty();
        assertThat(Traces.of(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://x", "OTEL_SDK_DISABLED", "true")))
                .isEmpty();
        assertThat(Traces.of(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://x", "OTEL_TRACES_EXPORTER", "none")))
                .isEmpty();
        assertThat(Telemetry.of(false, Map.of()).interceptors()).isEmpty();
    }

    @Test
    void everyAttemptOfAStepIsASpanInTheTraceOfItsRun() throws Exception {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            try (exchange) {
                exchange.getRequestBody().transferTo(received);
                exchange.sendResponseHeaders(200, -1);
            }
        });
        collector.start();
        Telemetry telemetry = Telemetry.of(
                false,
                Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        "http://127.0.0.1:" + collector.getAddress().getPort()));
        String runId;
        try (TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkerFactoryOptions(WorkerFactoryOptions.newBuilder()
                        .setWorkerInterceptors(telemetry.interceptors().toArray(WorkerInterceptor[]::new))
                        .build())
                .build())) {
            Worker worker = temporal.newWorker("q");
            worker.registerWorkflowImplementationTypes(BatchImpl.class);
            worker.registerActivitiesImplementations((Steps) () -> {
                if (Activity.getExecutionContext().getInfo().getAttempt() == 1) {
                    throw ApplicationFailure.newFailure("a long message", "THROTTLED");
                }
            });
            temporal.start();
            runId = temporal.getWorkflowClient()
                    .newWorkflowStub(
                            Batch.class,
                            WorkflowOptions.newBuilder()
                                    .setTaskQueue("q")
                                    .setWorkflowId("longhaul/memos/r1/b7")
                                    .build())
                    .run();
        }
        telemetry.close();
        collector.stop(0);
        String bytes = received.toString(StandardCharsets.ISO_8859_1);
        String trace = new String(HexFormat.of().parseHex(runId.replace("-", "")), StandardCharsets.ISO_8859_1);
        assertThat(bytes).contains("longhaul-worker", "Embed.Fetch", "longhaul.migration", "memos", "THROTTLED", trace);
        assertThat(bytes.split("Embed.Fetch", -1)).hasSize(3);
        assertThat(bytes).doesNotContain("a long message");
    }
}
