package io.longhaul.workflows.engine;

import org.jspecify.annotations.Nullable;

/**
 * How a batch ended. A batch that failed is data for its range, not an exception.
 *
 * @param error null when it succeeded
 */
public record BatchResult(BatchCounts counts, @Nullable BatchError error) {

    public static BatchResult completed(BatchCounts counts) {
        return new BatchResult(counts, null);
    }

    public static BatchResult failed(BatchError error) {
        return new BatchResult(BatchCounts.NONE, error);
    }
}
