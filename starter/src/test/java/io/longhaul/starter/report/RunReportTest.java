package io.longhaul.starter.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longhaul.workflows.engine.Check;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.JobTotals;
import io.longhaul.workflows.engine.Verification;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunReportTest {

    private static final JobTotals TOTALS = new JobTotals(
            new JobTotals.Batches(10, 10, 0, 0, 0),
            new JobTotals.Records(1000, 998, 2, 0),
            new JobTotals.Embeddings(12, 998, 21_345));

    private static final Verification FOUND = new Verification(
            List.of(
                    new Check("records in the target", 998, 0, true),
                    new Check("points with a source row", 999, 1, false)),
            List.of("point 7 has no row"));

    private static final Words EMBED = Words.of("embed");

    private static RunReport report(JobStatus status, String reason) {
        return RunReport.of("memos", "longhaul/memos", "r-1", status, reason, TOTALS, FOUND, 23.456, "http://ui");
    }

    @Test
    void theJsonHasExactlyThePromisedMembers() throws IOException {
        JsonNode json = new ObjectMapper().readTree(Json.text(report(JobStatus.COMPLETED, null)));
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "name",
                        "workflowId",
                        "runId",
                        "status",
                        "records",
                        "batches",
                        "embeddings",
                        "verification",
                        "seconds",
                        "webUi");
        assertThat(json.get("records").toString())
                .isEqualTo("{\"total\":1000,\"processed\":998,\"failed\":2,\"skipped\":0}");
        assertThat(json.get("batches").toString()).isEqualTo("{\"total\":10,\"completed\":10,\"failed\":0}");
        assertThat(json.get("embeddings").toString()).isEqualTo("{\"requests\":12,\"texts\":998,\"tokens\":21345}");
        assertThat(json.get("verification").get("passed").asBoolean()).isTrue();
        assertThat(json.get("status").asText()).isEqualTo("completed");
        assertThat(json.get("seconds").asDouble()).isEqualTo(23.5);
    }

    @Test
    void theSummarySaysWhatHappenedAndWhatToDoNext() {
        String text = String.join("\n", report(JobStatus.COMPLETED, null).text("memos in Qdrant", EMBED));
        assertThat(text)
                .startsWith("\nCompleted\n")
                .contains("998 of 1,000 in memos in Qdrant: 998 written, 0 unchanged, 2 failed")
                .contains("998 texts in 12 requests, 21,345 tokens")
                .contains("Verified    yes", "998 of 998 records in the target", "998 of 999 points with a source row")
                .contains("bin/starter search")
                .contains("bin/starter failures memos");
    }

    @Test
    void aRecipeWithoutEmbeddingsSpeaksOfNone() {
        assertThat(String.join("\n", report(JobStatus.COMPLETED, null).text("app", Words.of("relational"))))
                .contains("998 of 1,000 in app: 998 written, 0 kept out by rules, 2 quarantined")
                .contains("Next: bin/starter report memos", "bin/starter failures memos   says why")
                .doesNotContain("Embeddings", "search", "retry-failed");
    }

    @Test
    void aFailureSaysItsReasonAndThatItCanGoOn() {
        assertThat(String.join(
                        "\n", report(JobStatus.FAILED, "the key was refused").text("x", EMBED)))
                .contains("Failed: the key was refused")
                .contains("the same command goes on from there");
    }
}
