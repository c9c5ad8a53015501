package io.longhaul.starter.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.starter.ExitCode;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.JobTotals;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OutcomeTest {

    private static Outcome outcome(JobStatus status, long failed) {
        JobTotals totals = new JobTotals(
                JobTotals.NONE.batches(),
                new JobTotals.Records(10, 10 - failed, failed, 0),
                JobTotals.NONE.embeddings());
        return new Outcome(status, null, totals, null);
    }

    @Test
    void exitCodesTellHowAMigrationEnded() {
        assertThat(outcome(JobStatus.COMPLETED, 0).exit().code()).isZero();
        assertThat(outcome(JobStatus.FAILED, 0).exit().code()).isEqualTo(1);
        assertThat(outcome(JobStatus.COMPLETED, 1).exit().code()).isEqualTo(3);
        assertThat(outcome(JobStatus.PAUSED, 1).exit().code()).isEqualTo(4);
        assertThat(outcome(JobStatus.CANCELLED, 0).exit().code()).isEqualTo(4);
        assertThat(outcome(JobStatus.RUNNING, 0).exit().code()).isEqualTo(130);
    }

    @Test
    void exitCodesAreThoseOfTheReadme() {
        assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::code)).containsExactly(0, 1, 2, 3, 4, 130);
    }
}
