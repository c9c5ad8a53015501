package io.longhaul.workflows.engine;

/** Asks a recipe to plan one range, or to read again what it planned before under the same number. */
public record RangeRequest(JobId job, int range, RangeScope scope, int batchSize) {

    /**
     * The most batches a range holds. A batch leaves four events in its range's history and up to three of a workflow
     * task: 500 keep it under the 4,096 events at which the server asks for a new history.
     */
    public static final int BATCHES = 500;

    /** The number of the range's first batch. */
    public int firstBatch() {
        return range * BATCHES;
    }
}
