package io.longhaul.workflows.engine;

import org.jspecify.annotations.Nullable;

/**
 * What a range tells its migration. All numbers are absolute, so that a report that is lost or doubled harms nothing.
 *
 * @param range its number
 * @param batches all it holds
 * @param waiting not yet dispatched
 * @param inFlight dispatched and not finished
 * @param failedBatches finished without success
 * @param retry whether its records have failed before, so that others have counted them already
 * @param last see {@link RangePlan#last}
 * @param more see {@link RangePlan#more}
 * @param holds how often it has stopped dispatching by itself
 * @param hold why it does not dispatch now; null when it does
 * @param lastError the newest failure of a batch
 */
public record RangeProgress(
        int range,
        int batches,
        int waiting,
        int inFlight,
        int failedBatches,
        BatchCounts counts,
        boolean retry,
        @Nullable SourceKey last,
        boolean more,
        int holds,
        @Nullable String hold,
        @Nullable BatchError lastError) {

    /** What it adds to the whole migration: a record that goes through after all is a failure no more. */
    BatchCounts net() {
        return retry
                ? new BatchCounts(
                        counts.processed(), -counts.processed() - counts.skipped(), counts.skipped(), counts.tokens())
                : counts;
    }

    public int finished() {
        return batches - waiting - inFlight;
    }
}
