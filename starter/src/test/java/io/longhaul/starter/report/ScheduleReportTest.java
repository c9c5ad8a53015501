package io.longhaul.starter.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.starter.report.ScheduleReport.Firing;
import io.longhaul.workflows.engine.BatchCounts;
import org.junit.jupiter.api.Test;

class ScheduleReportTest {

    private static Firing firing(String outcome, String reason, BatchCounts taken, long missing) {
        return new Firing("2026-03-29T10:00:00Z", "longhaul/memos/scheduled-1", outcome, reason, taken, missing);
    }

    @Test
    void aRunSaysWhatBecameOfIt() {
        BatchCounts taken = new BatchCounts(1_200, 1, 3, 9_000);
        assertThat(firing("completed", null, taken, 0).text())
                .isEqualTo("completed: 1,200 written, 3 unchanged, 1 failed");
        assertThat(firing("completed", null, taken, 1).text())
                .endsWith("1 failed; 1 record that came meanwhile is for the next run");
        assertThat(firing("failed", "Qdrant is down", null, 0).text()).isEqualTo("failed: Qdrant is down");
        assertThat(firing("skipped", null, BatchCounts.NONE, 0).text())
                .isEqualTo("skipped, as another run was under way");
        assertThat(firing("running", null, null, 0).text()).isEqualTo("running");
    }

    @Test
    void aScheduleIsOneLine() {
        Firing last = firing("cancelled", null, BatchCounts.NONE, 0);
        assertThat(new ScheduleReport("memos", "longhaul/memos", "15m", false, "2026-03-29T10:15:00Z", last).text())
                .isEqualTo("every 15m, next at 2026-03-29T10:15:00Z; last at 2026-03-29T10:00:00Z cancelled");
        assertThat(new ScheduleReport("memos", "longhaul/memos", "1d", true, null, null).text())
                .isEqualTo("every 1d, paused");
    }
}
