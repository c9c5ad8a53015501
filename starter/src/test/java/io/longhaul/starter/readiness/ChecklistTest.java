package io.longhaul.starter.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longhaul.activities.MigrationException;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.readiness.Point.Group;
import io.longhaul.starter.readiness.Point.Open;
import io.longhaul.workflows.engine.FailureKind;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChecklistTest {

    private static final Verdict PASS = new Verdict.Pass("7 rows of my_table");
    private static final Verdict FAIL = new Verdict.Fail("2 rows differ", "run it again");
    private static final Verdict SIGN = new Verdict.Sign("who is called at night");
    private static final Verdict NOT_TRIED = new Verdict.NotTried("too large");

    private static Checklist checklist(Verdict... verdicts) {
        return new Checklist(
                "league",
                "4711",
                3,
                "app.db",
                "db.league",
                Instant.parse("2026-01-02T03:04:05Z"),
                Stream.of(verdicts)
                        .map(verdict -> new Point(Group.DATA, "All counts match", verdict))
                        .toList());
    }

    @Test
    void theExitCodeTellsTheWorstOfWhatWasDecided() {
        assertThat(checklist(PASS, SIGN).exit()).isEqualTo(ExitCode.OK);
        assertThat(checklist(PASS, NOT_TRIED, SIGN).exit()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(checklist(NOT_TRIED, FAIL, PASS).exit()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void textHasAWayOutForWhatFailsAndALineToSignForAPerson() {
        assertThat(Sheet.TEXT.of(checklist(PASS, FAIL, SIGN, NOT_TRIED)).lines())
                .containsExactly(
                        "Readiness of league, test run 3: app.db -> db.league",
                        "",
                        "Data verification",
                        "  PASS      All counts match",
                        "            7 rows of my_table",
                        "  FAIL      All counts match",
                        "            2 rows differ",
                        "            Way out: run it again",
                        "  SIGN      All counts match",
                        "            who is called at night",
                        "            Name: ____________________  Date: ____________",
                        "  UNTRIED   All counts match",
                        "            too large",
                        "",
                        "4 points: 1 passed, 1 failed, 1 not tried, 1 for a person to sign.");
    }

    @Test
    void markdownTicksWhatPassesAndNothingElse() {
        List<String> lines = Sheet.MD.of(checklist(PASS, FAIL, SIGN)).lines().toList();

        assertThat(lines)
                .contains(
                        "# Readiness of league",
                        "## Data verification",
                        "- [x] All counts match: 7 rows of my_table.",
                        "- [ ] All counts match **(fail)**: 2 rows differ. **Way out:** run it again.");
        assertThat(lines.get(lines.size() - 1))
                .startsWith("- [ ] All counts match: who is called at night. Name: \\_\\_");
    }

    @Test
    void jsonHasEveryPoint() throws Exception {
        JsonNode sheet = new ObjectMapper().readTree(Sheet.JSON.of(checklist(PASS, FAIL)));

        assertThat(sheet.get("ready").asBoolean()).isFalse();
        assertThat(sheet.at("/points/0/verdict").asText()).isEqualTo("pass");
        assertThat(sheet.at("/points/1/wayOut").asText()).isEqualTo("run it again");
        assertThat(sheet.get("made").asText()).isEqualTo("2026-01-02T03:04:05Z");
    }

    @Test
    void aServerThatIsAwayDecidesNothingAndAnyOtherErrorIsAFinding() {
        assertThat(decided(FailureKind.UNAVAILABLE)).isEqualTo(new Verdict.NotTried("it is gone"));
        assertThat(decided(FailureKind.SCHEMA_MISMATCH)).isEqualTo(new Verdict.Fail("it is gone", "Look for it"));
    }

    private static Verdict decided(FailureKind kind) {
        return new Open(Group.DATA, "x", () -> {
                    throw new MigrationException(kind, "it is gone: look for it");
                })
                .decide()
                .verdict();
    }
}
