package io.longhaul.starter.report;

import io.longhaul.workflows.engine.JobTotals;

/** Progress where there is no terminal: a line that people read and scripts may match. */
final class ProgressLine {

    private ProgressLine() {}

    static String of(JobTotals totals) {
        JobTotals.Batches batches = totals.batches();
        JobTotals.Records records = totals.records();
        String line = "Progress: %d/%d batches completed, %d processing, %d pending, %d failed"
                        .formatted(
                                batches.completed(),
                                batches.total(),
                                batches.processing(),
                                batches.pending(),
                                batches.failed())
                + " | Records: %d processed, %d failed".formatted(records.processed(), records.failed());
        // Said only where it is so: the line is a form that people know.
        return records.skipped() == 0 ? line : line + ", " + records.skipped() + " skipped";
    }
}
