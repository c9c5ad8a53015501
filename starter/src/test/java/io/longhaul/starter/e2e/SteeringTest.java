package io.longhaul.starter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.starter.Cli.Answer;
import io.longhaul.worker.Workers;
import io.longhaul.worker.settings.Settings;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.MigrationAttributes;
import io.longhaul.workflows.engine.PauseRequest;
import io.temporal.api.sdk.v1.WorkflowMetadata;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an operator sees and says from the command line, while a migration runs elsewhere and after it has ended. */
@Timeout(300)
class SteeringTest {

    private static Stack stack;

    @BeforeAll
    static void start() throws Exception {
        stack = Stack.running();
    }

    private static Map<String, String> into(String name) {
        return Map.of("QDRANT_COLLECTION_NAME", name);
    }

    private static Answer cli(String... arguments) {
        return stack.cli(Map.of(), arguments);
    }

    @Test
    void whoPausedItWhenAndWhyIsSaidEverywhere() throws Exception {
        try (Workers workers = stack.startWorkers()) {
            WorkflowStub stub = stack.start("observed", 2000L, 20, 2);
            stack.await(() -> stack.job("observed").totals().batches().completed() > 1);
            assertThat(cli("set", "observed", "--concurrency", "1", "--failure-threshold", "0.5")
                            .out())
                    .contains("observed: batches in flight: 1, before 2", "failure threshold: 0.5");

            stub.update("pause", String.class, new PauseRequest("anna", "nightly load"));
            stack.await(() -> stack.job("observed").pause() != null
                    && stack.job("observed").totals().batches().processing() == 0);
            long whenPaused = stack.job("observed").totals().batches().completed();

            String since = String.valueOf(stack.job("observed").pause().since()).substring(0, 16);
            assertThat(cli("status", "observed").out())
                    .contains("observed: paused by anna since " + since, ": nightly load");
            assertThat(cli("list").out().lines().filter(line -> line.startsWith("observed ")))
                    .singleElement()
                    .asString()
                    .contains("paused", "nightly load");
            WorkflowMetadata metadata = stub.query("__temporal_workflow_metadata", WorkflowMetadata.class);
            assertThat(metadata.getCurrentDetails())
                    .contains("observed: PAUSED", "Paused by **anna** since " + since, "nightly load")
                    .doesNotContain("left");
            assertThat(metadata.getDefinition().getUpdateDefinitionsList())
                    .hasSize(6)
                    .allSatisfy(update -> assertThat(update.getDescription()).containsIgnoringCase("data"));
            assertThat(cli("pause", "observed").err()).contains("it is paused already, by anna: nightly load");
            assertThat(stack.job("observed").totals().batches().completed()).isEqualTo(whenPaused);

            assertThat(cli("cancel", "observed").out()).contains("Cancelled, with " + whenPaused + "/100 batches");
        }
        assertThat(cli("status", "observed").out()).contains("observed: cancelled", "goes on with it");
        for (String command : new String[] {"pause", "resume", "cancel"}) {
            Answer answer = cli(command, "observed");
            assertThat(answer.exit()).isEqualTo(1);
            assertThat(answer.err())
                    .contains("migration observed is not running")
                    .doesNotContain("Exception");
        }
        assertThat(cli("set", "observed", "--rate", "500/min").err()).contains("migration observed is not running");
    }

    @Test
    void anExpiredKeyPausesItAndSaysHowToGoOn() throws Exception {
        assertThat(stack.cli(into("expired"), "run", "--limit", "100", "--output", "json")
                        .exit())
                .isIn(0, 3);

        Answer paused = stack.cli(expired(), "run", "--limit", "300", "--batch-size", "20");

        String reason = "OPENAI_API_KEY is wrong, or not allowed to use";
        String wayOut = "restart the workers if it was a setting of theirs, then resume";
        assertThat(paused.exit()).isEqualTo(4);
        assertThat(paused.out()).contains("Paused: by longhaul: ", reason, wayOut);
        assertThat(cli("status", "expired").out()).contains("paused by longhaul since", reason, wayOut);
        assertThat(cli("list").out()).contains(reason);
        assertThat(stack.job("expired").totals().batches().failed()).isLessThanOrEqualTo(8);
        try (Workers workers = stack.startWorkers()) {
            assertThat(stack.client()
                            .newUntypedWorkflowStub("longhaul/expired")
                            .query("__temporal_workflow_metadata", WorkflowMetadata.class)
                            .getCurrentDetails())
                    .contains("expired: PAUSED", "Paused by **longhaul**", reason, wayOut);
        }

        Answer resumed = stack.cli(into("expired"), "run", "--limit", "300", "--batch-size", "20", "--output", "json");

        assertThat(resumed.json().at("/status").asText()).isEqualTo("completed");
        assertThat(resumed.err()).contains("It was paused by longhaul", "resumed");
    }

    /** All of the embeddings' settings, as a service is named whole, with another key. */
    private static Map<String, String> expired() {
        Settings there = stack.settings;
        Map<String, String> environment = new HashMap<>(into("expired"));
        environment.put("OPENAI_BASE_URL", there.openAi().baseUrl());
        environment.put("OPENAI_API_KEY", "expired");
        environment.put("EMBEDDING_MODEL", there.embed("test").model().name());
        environment.put(
                "EMBEDDING_DIMENSIONS",
                Integer.toString(there.embed("test").model().dimensions()));
        environment.put(
                "EMBEDDING_MAX_TOKENS",
                Integer.toString(there.embed("test").model().maxTokens()));
        return environment;
    }

    @Test
    void whoeverJoinsARunIsToldWhatItDoesOtherwise() throws Exception {
        try (Workers workers = stack.startWorkers()) {
            stack.start("joined", 400L, 20, 1);
            stack.await(() -> stack.job("joined").totals().batches().completed() > 0);

            Answer run = stack.cli(
                    into("joined"), "run", "--limit", "1000", "--batch-size", "50", "--concurrency", "3", "--yes");

            assertThat(run.out())
                    .contains(
                            "It runs already: this command joins it.",
                            "It takes the first 400 records, not the first 1,000",
                            "Its batches have 20 records, not 50",
                            "It has 1 batches in flight, not 3: bin/starter set joined --concurrency 3 changes that.")
                    .doesNotContain("failure threshold");
        }
        assertThat(stack.job("joined").batchSize()).isEqualTo(20);
        assertThat(stack.job("joined").totals().records().total()).isEqualTo(400);
    }

    @Test
    void theDocumentedTemporalCommandsSteerIt() throws Exception {
        List<String> documented = Files.readAllLines(Path.of("../docs/operations.md")).stream()
                .filter(line -> line.startsWith("temporal workflow ") && line.contains("--name"))
                .map(line -> line.replace("longhaul/memos", "longhaul/from_a_shell"))
                .toList();
        assertThat(documented).hasSize(4);
        try (Workers workers = stack.startWorkers()) {
            WorkflowStub stub = stack.start("from_a_shell", 3000L, 20, 2);
            stack.awaitBatches("from_a_shell", 1);

            assertThat(shell(documented.get(0))).contains("batches in flight: 8, before 2");
            assertThat(shell(documented.get(1))).contains("paused: batches in flight come to their end");
            stack.await(() -> stack.job("from_a_shell").pause() != null);
            assertThat(stack.job("from_a_shell").pause().reason()).isEqualTo("nightly load");
            assertThat(shell(documented.get(1))).contains("it is paused already, by anna: nightly load");
            assertThat(shell(documented.get(2))).contains("resumed, with 8 batches in flight");
            stack.await(() -> stack.job("from_a_shell").pause() == null);
            shell(documented.get(3));
            stack.await(() -> stack.job("from_a_shell").pause() != null);
            assertThat(stack.job("from_a_shell").pause().by()).isEqualTo("anna");

            stub.cancel();
            stack.await(() -> stack.job("from_a_shell").status() == JobStatus.CANCELLED);
        }
    }

    /** What a line prints that calls the program which the embedded server is. */
    private static String shell(String line) throws Exception {
        long server = Long.parseLong(Files.readString(stack.directory.resolve(".longhaul/temporal/server.pid"))
                .strip());
        Path program =
                Path.of(ProcessHandle.of(server).orElseThrow().info().command().orElseThrow());
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", line).redirectErrorStream(true);
        shell.environment().merge("PATH", program.getParent() + ":", (path, first) -> first + path);
        shell.environment().put("TEMPORAL_ADDRESS", stack.settings.temporal().address());
        Process process = shell.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        System.out.println("$ " + line + "\n" + printed + "exit " + process.waitFor());
        return printed;
    }

    @Test
    void searchAttributesSayNameRecipeAndPhase() {
        stack.cli(into("found"), "run", "--limit", "50");

        SearchAttributes found = stack.client()
                .newUntypedWorkflowStub("longhaul/found")
                .describe()
                .getTypedSearchAttributes();

        assertThat(found.get(MigrationAttributes.NAME)).isEqualTo("found");
        assertThat(found.get(MigrationAttributes.RECIPE)).isEqualTo("embed");
        assertThat(found.get(MigrationAttributes.PHASE)).isEqualTo("done");
    }
}
