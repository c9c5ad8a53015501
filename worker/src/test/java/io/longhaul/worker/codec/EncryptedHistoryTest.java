package io.longhaul.worker.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.worker.TemporalConnection;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.RetryOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.common.converter.DataConverter;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** What Temporal keeps of a workflow whose client and worker have keys. */
class EncryptedHistoryTest {

    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    @ActivityInterface
    public interface Looking {
        String look(String table);
    }

    @WorkflowInterface
    public interface Reading {
        @WorkflowMethod
        String read(String table);
    }

    public static final class ReadingImpl implements Reading {
        @Override
        public String read(String table) {
            try {
                return Workflow.newActivityStub(
                                Looking.class,
                                ActivityOptions.newBuilder()
                                        .setStartToCloseTimeout(Duration.ofSeconds(10))
                                        .setRetryOptions(RetryOptions.newBuilder()
                                                .setMaximumAttempts(1)
                                                .build())
                                        .build())
                        .look(table);
            } catch (ActivityFailure e) {
                return e.getCause() instanceof ApplicationFailure cause
                        ? cause.getType() + ": " + cause.getOriginalMessage()
                        : "?";
            }
        }
    }

    private static TestWorkflowEnvironment temporal(DataConverter converter) {
        return TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(converter)
                        .build())
                .build());
    }

    private static WorkflowExecutionHistory history(DataConverter converter) {
        try (TestWorkflowEnvironment temporal = temporal(converter)) {
            Worker worker = temporal.newWorker("q");
            worker.registerWorkflowImplementationTypes(ReadingImpl.class);
            worker.registerActivitiesImplementations((Looking) table -> {
                throw ApplicationFailure.newFailure("no table " + table, "SCHEMA_MISMATCH");
            });
            temporal.start();
            String answer = temporal.getWorkflowClient()
                    .newWorkflowStub(
                            Reading.class,
                            WorkflowOptions.newBuilder()
                                    .setTaskQueue("q")
                                    .setWorkflowId("w")
                                    .setStaticSummary("secret-summary")
                                    .build())
                    .read("secret_table");
            assertThat(answer).isEqualTo("SCHEMA_MISMATCH: no table secret_table");
            return temporal.getWorkflowClient().fetchHistory("w");
        }
    }

    @Test
    void aHistoryHoldsNeitherArgumentsNorErrorsInPlainAndReplaysWithTheKey() throws Exception {
        DataConverter converter = TemporalConnection.converter(CodecKeys.parse("a:" + KEY));
        WorkflowExecutionHistory history = history(converter);
        String json = history.toJson(false);
        assertThat(json).doesNotContain("secret").contains("SCHEMA_MISMATCH");
        assertThat(json)
                .doesNotContain(
                        Base64.getEncoder().encodeToString("\"secret_table\"".getBytes(StandardCharsets.UTF_8)));
        assertThat(history(TemporalConnection.converter(null)).toJson(false)).contains("no table secret_table");
        replay(history, converter);
        replay(history, TemporalConnection.converter(CodecKeys.parse("b:" + key(7) + ",a:" + KEY)));
    }

    @Test
    void aWorkerWithoutTheKeyReplaysNothingAndSaysWhichKeyIsMissing() {
        WorkflowExecutionHistory history = history(TemporalConnection.converter(CodecKeys.parse("a:" + KEY)));
        assertThatThrownBy(() -> replay(history, TemporalConnection.converter(CodecKeys.parse("b:" + key(7)))))
                .hasStackTraceContaining("key 'a'");
    }

    private static String key(int fill) {
        byte[] bytes = new byte[32];
        java.util.Arrays.fill(bytes, (byte) fill);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static void replay(WorkflowExecutionHistory history, DataConverter converter) throws Exception {
        try (TestWorkflowEnvironment temporal = temporal(converter)) {
            Worker worker = temporal.newWorker("q");
            worker.registerWorkflowImplementationTypes(ReadingImpl.class);
            WorkflowReplayer.replayWorkflowExecution(history, worker);
        }
    }
}
