package io.longhaul.starter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longhaul.starter.Cli.Answer;
import io.longhaul.worker.Workers;
import io.longhaul.workflows.engine.MigrationResult;
import io.temporal.client.WorkflowStub;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What somebody hands on of a migration. */
@Timeout(240)
class ReportTest {

    private static final Map<String, String> SETTINGS =
            Map.of("MYSQL_TABLE", "reported", "QDRANT_COLLECTION_NAME", "reported");

    private static Stack stack;
    private static Truth truth;
    private static List<Long> emptied;
    private static Map<Long, String> texts;
    private static int exit;

    @BeforeAll
    static void migrate() throws Exception {
        stack = Stack.running();
        truth = new Truth(stack.settings);
        truth.copySample("reported", 200);
        Iterator<Long> ids = truth.texts("reported", 200).keySet().iterator();
        emptied = List.of(ids.next(), ids.next(), ids.next());
        for (long id : emptied) {
            truth.source("UPDATE reported SET parse_content = '' WHERE id = " + id);
        }
        texts = truth.texts("reported", 200);
        exit = stack.cli(SETTINGS, "run", "--batch-size", "20", "--output", "json")
                .exit();
    }

    private static Answer report(String... options) {
        List<String> arguments = new ArrayList<>(List.of("report", "reported"));
        arguments.addAll(List.of(options));
        return stack.cli(SETTINGS, arguments.toArray(String[]::new));
    }

    private static List<String> values(JsonNode array, String member) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(element -> element.at(member).asText())
                .toList();
    }

    private static long sum(JsonNode array, String member) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToLong(element -> element.at(member).asLong())
                .sum();
    }

    @Test
    void theDataAreThoseOfTheLedger() throws Exception {
        assertThat(exit).isEqualTo(3);

        JsonNode report = report("--format", "json").json();

        assertThat(report.at("/state/status").asText()).isEqualTo("completed");
        assertThat(report.at("/state/running").asBoolean(true)).isFalse();
        assertThat(report.at("/state/outcome").asText())
                .startsWith("Completed: " + texts.size() + " of 200 records are in ")
                .endsWith("; source and target were compared and agree.");
        assertThat(report.at("/source").asText()).endsWith(".reported");
        assertThat(values(report.at("/phases"), "/phase"))
                .containsExactly("preflight", "prepare", "copy", "finish", "verify");
        assertThat(values(report.at("/phases"), "/left")).doesNotContain("null");
        assertThat(sum(report.at("/flow/slots"), "/processed")).isEqualTo(texts.size());
        assertThat(sum(report.at("/flow/slots"), "/failed")).isEqualTo(200 - texts.size());
        assertThat(sum(report.at("/workers"), "/batches")).isEqualTo(10);
        assertThat(sum(report.at("/failures/kinds"), "/records")).isEqualTo(200 - texts.size());
        assertThat(values(report.at("/failures/kinds"), "/error")).contains("the text is empty");
        assertThat(report.at("/embeddings/texts").asInt()).isPositive();
        assertThat(report.at("/embeddings/costUsd").decimalValue()).isEqualByComparingTo("0");
        assertThat(report.at("/verification/passed").asBoolean()).isTrue();
        assertThat(report.at("/settings/LONGHAUL_BATCH_SIZE").asText()).isEqualTo("20");
        assertThat(report.at("/settings/MYSQL_TABLE").asText()).isEqualTo("reported");
    }

    @Test
    void theHtmlFileIsWholeAndWellFormed() throws Exception {
        Answer answer = report("--format", "html", "--out", "reported.html");

        assertThat(answer.exit()).isZero();
        assertThat(answer.out()).isEqualTo("The report is in reported.html.\n");
        Path file = stack.directory.resolve("reported.html");
        var html = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        assertThat(html.getElementsByTagName("svg").getLength()).isEqualTo(3);
        assertThat(Files.readString(file))
                .contains("the text is empty", "records in the target")
                .doesNotContain("<script", "src=", "href=", "://");
    }

    @Test
    void markdownIsForPeople() {
        Answer answer = report();

        assertThat(answer.exit()).isZero();
        assertThat(answer.err()).isEmpty();
        assertThat(answer.out())
                .startsWith("# Migration report: reported\n\n**COMPLETED WITH FAILURES** · Completed: ")
                .containsPattern("\\| the text is empty \\| \\d+ \\| " + emptied.get(0))
                .contains("bin/starter retry-failed reported");
    }

    @Test
    void itHasKeysAndNeitherContentNorSecrets() {
        for (String format : List.of("md", "html", "json")) {
            String report = report("--format", format).out();
            assertThat(report).contains(Long.toString(emptied.get(0)));
            assertThat(stack.secrets()).noneMatch(report::contains);
            // Glosses of few letters are words of the report as well.
            assertThat(texts.values()).filteredOn(text -> text.length() > 20).noneMatch(report::contains);
        }
    }

    @Test
    void oneThatRunsAddsUp() throws Exception {
        try (Workers workers = stack.startWorkers()) {
            WorkflowStub migration = stack.start("reported-early", 400L, 10, 2);
            stack.awaitBatches("reported-early", 3);

            JsonNode report = stack.cli(Map.of(), "report", "reported-early", "--format", "json")
                    .json();

            long settled = sum(report.at("/flow/slots"), "/processed")
                    + sum(report.at("/flow/slots"), "/skipped")
                    + sum(report.at("/flow/slots"), "/failed");
            JsonNode records = report.at("/records");
            assertThat(settled)
                    .isGreaterThanOrEqualTo(30)
                    .isEqualTo(records.at("/processed").asLong()
                            + records.at("/skipped").asLong()
                            + records.at("/failed").asLong());
            migration.getResult(MigrationResult.class);
        }
    }

    @Test
    void whatIsNotThereIsNamed() {
        Answer unknown = stack.cli(Map.of(), "report", "nobody");
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.err()).contains("the ledger has no migration of the name nobody");
        Answer nowhere = report("--out", "missing/report.md");
        assertThat(nowhere.exit()).isEqualTo(2);
        assertThat(nowhere.err()).contains("--out missing/report.md can't be written: there is no such directory");
    }
}
