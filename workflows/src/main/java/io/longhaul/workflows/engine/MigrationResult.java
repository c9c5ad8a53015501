package io.longhaul.workflows.engine;

import org.jspecify.annotations.Nullable;

/**
 * How a run of a migration ended.
 *
 * @param taken what became of the records of this round; the totals are those of all rounds of the job
 * @param reason why it failed or was cancelled; null when it completed
 * @param verification null when it did not come to that
 */
public record MigrationResult(
        JobId job,
        String name,
        JobStatus status,
        @Nullable String reason,
        JobTotals totals,
        BatchCounts taken,
        @Nullable Verification verification) {}
