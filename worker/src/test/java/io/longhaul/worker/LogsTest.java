package io.longhaul.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longhaul.worker.observe.LogFields;
import io.longhaul.worker.settings.LogFormat;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a process of its own, as a log's format is one for a whole process. */
class LogsTest {

    @ActivityInterface(namePrefix = "Embed.")
    public interface Talking {
        void fetch();
    }

    @WorkflowInterface
    public interface Batch {
        @WorkflowMethod
        void run();
    }

    public static final class BatchImpl implements Batch {

        private static final Logger LOG = Workflow.getLogger(BatchImpl.class);

        @Override
        public void run() {
            LOG.warn("of a workflow");
            Workflow.newActivityStub(
                            Talking.class,
                            ActivityOptions.newBuilder()
                                    .setStartToCloseTimeout(Duration.ofSeconds(10))
                                    .build())
                    .fetch();
        }
    }

    /** What the process runs. */
    public static final class Program {
        public static void main(String[] args) {
            Logs.use(LogFormat.valueOf(args[0]));
            Logger log = LoggerFactory.getLogger(Program.class);
            try (TestWorkflowEnvironment temporal =
                    TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                            .setWorkerFactoryOptions(WorkerFactoryOptions.newBuilder()
                                    .setWorkerInterceptors(new LogFields())
                                    .build())
                            .build())) {
                Worker worker = temporal.newWorker("q");
                worker.registerWorkflowImplementationTypes(BatchImpl.class);
                worker.registerActivitiesImplementations(
                        (Talking) () -> log.warn("of an activity", new IllegalStateException("why")));
                temporal.start();
                temporal.getWorkflowClient()
                        .newWorkflowStub(
                                Batch.class,
                                WorkflowOptions.newBuilder()
                                        .setTaskQueue("q")
                                        .setWorkflowId("longhaul/memos/r2/b17")
                                        .build())
                        .run();
            }
        }
    }

    private static List<String> lines(LogFormat format) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dlogback.configurationFile=logback.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        format.name())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        process.waitFor();
        return output.lines().toList();
    }

    private static JsonNode saying(List<String> lines, String words) throws Exception {
        String line =
                lines.stream().filter(it -> it.contains(words)).findFirst().orElseThrow();
        return new ObjectMapper().readTree(line);
    }

    @Test
    void asJsonEachLineIsAnObjectThatSaysWhichBatchItIsOf() throws Exception {
        List<String> lines = lines(LogFormat.JSON);
        assertThat(lines).allSatisfy(line -> assertThat(line).startsWith("{").endsWith("}"));
        JsonNode activity = saying(lines, "of an activity");
        assertThat(activity.at("/mdc/migration").asText()).isEqualTo("memos");
        assertThat(activity.at("/mdc/range").asText()).isEqualTo("2");
        assertThat(activity.at("/mdc/batch").asText()).isEqualTo("17");
        assertThat(activity.at("/mdc/step").asText()).isEqualTo("fetch");
        assertThat(activity.at("/mdc/WorkflowId").asText()).isEqualTo("longhaul/memos/r2/b17");
        assertThat(activity.at("/level").asText()).isEqualTo("WARN");
        assertThat(activity.at("/throwable/message").asText()).isEqualTo("why");
        JsonNode workflow = saying(lines, "of a workflow");
        assertThat(workflow.at("/mdc/WorkflowId").asText()).isEqualTo("longhaul/memos/r2/b17");
    }

    @Test
    void asTextTheSameIsALineForPeople() throws Exception {
        assertThat(lines(LogFormat.TEXT)).anySatisfy(line -> assertThat(line)
                .contains(" WARN ")
                .contains("of an activity")
                .contains("batch=17"));
    }
}
