package io.longhaul.starter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longhaul.starter.Cli.Answer;
import io.longhaul.workflows.engine.MigrationResult;
import io.temporal.client.WorkflowExecutionMetadata;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What somebody who has to move a table does first, on the real stack: the tests of the runbook this tool replaces. */
@Timeout(240)
class MainJobTest {

    private static Stack stack;
    private static Truth truth;

    @BeforeAll
    static void start() throws Exception {
        stack = Stack.running();
        truth = new Truth(stack.settings);
    }

    private static Map<String, String> into(String collection) {
        return Map.of("QDRANT_COLLECTION_NAME", collection);
    }

    private static Map<String, String> from(String table, String collection) {
        return Map.of("MYSQL_TABLE", table, "QDRANT_COLLECTION_NAME", collection);
    }

    @Test
    void aHundredRecordsInBatchesOfTenArriveWithTwoMoreWorkers() throws Exception {
        Answer run = stack.cli(
                into("hundred"), "run", "--limit", "100", "--batch-size", "10", "--workers", "2", "--output", "json");

        JsonNode json = run.json();
        Map<Long, String> eligible = truth.texts("ip_summary", 100);
        assertThat(run.out().lines()).hasSize(1);
        assertThat(json.at("/status").asText()).isEqualTo("completed");
        assertThat(json.at("/records/total").asInt()).isEqualTo(100);
        assertThat(json.at("/records/processed").asInt()).isEqualTo(eligible.size());
        assertThat(json.at("/batches/completed").asInt()).isEqualTo(10);
        assertThat(json.at("/verification/passed").asBoolean()).isTrue();
        assertThat(run.exit()).isEqualTo(eligible.size() == 100 ? 0 : 3);
        assertThat(truth.points("hundred")).isEqualTo(eligible.keySet());
    }

    @Test
    void aSecondRunPaysNothingAndAddsNothing() throws Exception {
        stack.cli(into("twice"), "run", "--limit", "300", "--output", "json");
        Collection<Long> before = truth.points("twice");

        JsonNode again = stack.cli(into("twice"), "run", "--limit", "300", "--output", "json")
                .json();

        assertThat(again.at("/embeddings/requests").asInt()).isZero();
        assertThat(again.at("/records/processed").asInt()).isZero();
        assertThat(again.at("/records/skipped").asInt()).isEqualTo(before.size());
        assertThat(truth.points("twice")).isEqualTo(before);
    }

    @Test
    void aChangedRowIsWrittenInItsPlaceAndNoOtherIsPaid() throws Exception {
        truth.copySample("changing", 200);
        Map<String, String> changing = from("changing", "changing");
        stack.cli(changing, "run", "--output", "json");
        Collection<Long> before = truth.points("changing");
        long id = before.iterator().next();
        truth.source("UPDATE changing SET parse_content = 'an entirely new text' WHERE id = " + id);

        JsonNode again = stack.cli(changing, "run", "--output", "json").json();

        assertThat(again.at("/embeddings/texts").asInt()).isEqualTo(1);
        assertThat(again.at("/records/processed").asInt()).isEqualTo(1);
        assertThat(truth.points("changing")).isEqualTo(before);
    }

    @Test
    void anEmptiedTextIsAFailedRecordAndItsBatchGoesOn() throws Exception {
        truth.copySample("emptied", 100);
        Map<Long, String> texts = truth.texts("emptied", 100);
        long id = texts.keySet().iterator().next();
        truth.source("UPDATE emptied SET parse_content = '' WHERE id = " + id);

        Answer run = stack.cli(from("emptied", "emptied"), "run", "--batch-size", "10", "--output", "json");

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.json().at("/records/processed").asInt()).isEqualTo(texts.size() - 1);
        assertThat(run.json().at("/batches/completed").asInt()).isEqualTo(10);
        assertThat(truth.points("emptied")).hasSize(texts.size() - 1).doesNotContain(id);
        assertThat(truth.ledger("select error from ingestion_failure f join ingestion_job j on j.id = f.job_id"
                        + " where j.name = 'emptied' and record_key = array['" + id + "']"))
                .containsExactly(List.of("the text is empty"));
    }

    @Test
    void threeWorkerProcessesTakeEachOfTenBatchesOnce() throws Exception {
        List<Process> workers = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                workers.add(stack.startWorkerProcess());
            }
            MigrationResult result = stack.start("claimed", 100L, 10, 6).getResult(MigrationResult.class);

            List<List<String>> batches =
                    truth.ledger("select b.worker, b.attempts, b.status, b.batch_no from ingestion_batch b"
                            + " join ingestion_job j on j.id = b.job_id where j.name = 'claimed' order by batch_no");
            Map<String, List<String>> taken = batches.stream()
                    .collect(Collectors.groupingBy(
                            batch -> batch.get(0), Collectors.mapping(batch -> batch.get(3), Collectors.toList())));
            taken.forEach((worker, numbers) -> System.out.println(worker + " took batches " + numbers));
            assertThat(batches).hasSize(10).allSatisfy(batch -> assertThat(batch.subList(1, 3))
                    .containsExactly("1", "completed"));
            assertThat(result.totals().batches().completed()).isEqualTo(10);
        } finally {
            workers.forEach(Process::destroy);
            for (Process worker : workers) {
                worker.waitFor();
            }
        }
    }

    @Test
    void aThousandRecordsArriveAndCanBeFound() throws Exception {
        Answer run = stack.cli(into("thousand"), "run", "--limit", "1000", "--output", "json");

        assertThat(run.exit()).isEqualTo(3);
        assertThat(truth.points("thousand"))
                .isEqualTo(truth.texts("ip_summary", 1000).keySet());
        assertThat(nearest("fuel that burns")).startsWith("combustible");
        assertThat(nearest("inflammation of the airways")).startsWith("bronchitic");
        assertThat(nearest("slow musical speed")).startsWith("andante");
        assertThat(nearest("a doctor's tool for operations")).startsWith("surgical instrument");
        assertThat(nearest("computer programs")).startsWith("software");
    }

    private static String nearest(String text) throws Exception {
        return stack.cli(into("thousand"), "search", text, "--output", "json")
                .json()
                .at("/points/0/excerpt")
                .asText();
    }

    @Test
    void failedRecordsGoThroughOnceTheirTextsAreMended() throws Exception {
        truth.copySample("mended", 100);
        Map<Long, String> texts = truth.texts("mended", 100);
        Long[] ids = texts.keySet().toArray(Long[]::new);
        truth.source("UPDATE mended SET parse_content = ' ' WHERE id IN (" + ids[3] + ", " + ids[40] + ")");
        Map<String, String> mended = from("mended", "mended");
        assertThat(stack.cli(mended, "run", "--batch-size", "20", "--output", "json")
                        .exit())
                .isEqualTo(3);
        JsonNode failures =
                stack.cli(mended, "failures", "mended", "--output", "json").json();
        assertThat(failures.toString()).contains(ids[3].toString(), ids[40].toString(), "blank");
        truth.source("UPDATE mended SET parse_content = 'mended' WHERE id IN (" + ids[3] + ", " + ids[40] + ")");

        Answer first = stack.cli(mended, "retry-failed", "mended", "--until", ids[10].toString(), "--output", "json");
        Answer second = stack.cli(mended, "retry-failed", "mended", "--output", "json");

        assertThat(first.json().at("/records/failed").asInt()).isEqualTo(100 - texts.size() + 1);
        assertThat(second.json().at("/records/failed").asInt()).isEqualTo(100 - texts.size());
        assertThat(second.json().at("/records/processed").asInt()).isEqualTo(texts.size());
        assertThat(truth.points("mended")).isEqualTo(texts.keySet());
    }

    @Test
    void everyServiceIsLookedAtBeforeAnythingMoves() throws Exception {
        Answer check = stack.cli(Map.of(), "check", "--output", "json");

        assertThat(check.exit()).isZero();
        assertThat(truth.number("select count(*) from ingestion_job where name like '%check%'"))
                .isZero();
    }

    @Test
    void theLedgerSaysWhatTheWorkflowSays() throws Exception {
        JsonNode run = stack.cli(into("ledger"), "run", "--limit", "250", "--batch-size", "50", "--output", "json")
                .json();

        List<String> row = truth.ledger("""
                        select status, total_batches, completed_batches, failed_batches, pending_batches,
                               total_records, processed_records, failed_records, skipped_records,
                               embedding_requests, embedding_texts, embedding_tokens
                        from job_progress where name = 'ledger'
                        """).get(0);
        assertThat(row)
                .containsExactly(
                        run.at("/status").asText(),
                        run.at("/batches/total").asText(),
                        run.at("/batches/completed").asText(),
                        run.at("/batches/failed").asText(),
                        "0",
                        run.at("/records/total").asText(),
                        run.at("/records/processed").asText(),
                        run.at("/records/failed").asText(),
                        run.at("/records/skipped").asText(),
                        run.at("/embeddings/requests").asText(),
                        run.at("/embeddings/texts").asText(),
                        run.at("/embeddings/tokens").asText());
        assertThat(truth.number("select count(*) from ingestion_stage s join ingestion_job j on j.id = s.job_id"
                        + " where j.name = 'ledger'"))
                .isZero();
    }

    @Test
    void noHistoryHoldsATextAVectorOrASecret() throws Exception {
        stack.cli(into("private"), "run", "--limit", "200", "--batch-size", "50", "--output", "json");
        Map<Long, String> texts = truth.texts("ip_summary", 200);

        List<String> workflows = stack.client()
                .listExecutions("WorkflowId STARTS_WITH 'longhaul/private'")
                .map(WorkflowExecutionMetadata::getExecution)
                .map(execution -> execution.getWorkflowId())
                .toList();
        assertThat(workflows).hasSizeGreaterThanOrEqualTo(6);
        for (String workflow : workflows) {
            String history = stack.client().fetchHistory(workflow).toJson(false);
            assertThat(texts.values()).noneMatch(text -> history.contains(gist(text)));
            assertThat(stack.secrets()).noneMatch(history::contains);
            // A vector is a run of numbers with fractions; counts, keys and fences have none.
            assertThat(history).doesNotContainPattern("(-?[01]\\.\\d{3,}[, ]+){3}");
        }
    }

    /** The middle of a text, as JSON would have it. */
    private static String gist(String text) {
        String plain = text.replace("\"", "\\\"");
        return plain.substring(plain.length() / 4, plain.length() / 4 + Math.min(24, plain.length() / 2));
    }
}
