package io.longhaul.starter.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.starter.ExitCode;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.JobTotals;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of a run of several steps. */
class SeriesReportTest {

    private static final Words RELATIONAL = Words.of("relational");

    private static RunReport run(JobStatus status) {
        JobTotals totals = new JobTotals(
                new JobTotals.Batches(3, 3, 0, 0, 0),
                new JobTotals.Records(4_500, 4_498, 2, 0),
                new JobTotals.Embeddings(0, 0, 0));
        return RunReport.of("app-rows", "longhaul/app-rows", "r", status, null, totals, null, 2, null);
    }

    @Test
    void eachStepHasALineWithItsCountsOrItsReason() {
        SeriesReport report = new SeriesReport(
                "app",
                "longhaul/app",
                "r",
                "failed",
                List.of(
                        new SeriesReport.Step("rows", "copy", "completed", null, RELATIONAL, run(JobStatus.COMPLETED)),
                        new SeriesReport.Step(
                                "vectors", "copy", "failed", "no such collection", RELATIONAL, run(JobStatus.FAILED)),
                        new SeriesReport.Step("more", "copy", "waiting", null, RELATIONAL, null)),
                12.34,
                "http://ui/app");

        assertThat(report.text())
                .contains(
                        "app: failed",
                        "  rows                completed  4,498 of 4,500 records: 4,498 written, 0 kept out by rules, 2 quarantined",
                        "  vectors             failed     no such collection",
                        "  more                waiting",
                        "  Time                12.3 s",
                        "Next: the same command goes on from there; steps that are completed are left alone");
        assertThat(Json.text(report))
                .contains("\"status\":\"failed\"", "\"step\":\"vectors\"", "\"records\":{\"total\":4500")
                .doesNotContain("quarantined");
    }

    @Test
    void theWholeEndsAsThePartThatWantsMostOfAPerson() {
        assertThat(ExitCode.OK.or(ExitCode.INCOMPLETE)).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(ExitCode.FAILED.or(ExitCode.INCOMPLETE)).isEqualTo(ExitCode.FAILED);
        assertThat(ExitCode.STOPPED.or(ExitCode.FAILED)).isEqualTo(ExitCode.FAILED);
        assertThat(ExitCode.INTERRUPTED.or(ExitCode.STOPPED)).isEqualTo(ExitCode.INTERRUPTED);
    }
}
