package io.longhaul.workflows.engine;

/**
 * How fast a migration goes and when it stops itself.
 *
 * @param batchSize records in a batch
 * @param concurrency batches in flight, over the whole migration
 * @param failureThreshold the share of the last {@link #WATCHED} batches that may fail before the migration pauses
 */
public record Tuning(int batchSize, int concurrency, double failureThreshold) {

    /**
     * The smallest at which a durable run keeps up with a plain loop, as measured for {@code bench/RESULTS.md}; batches of
     * a hundred reach six tenths of it.
     */
    public static final int BATCH_SIZE = 200;

    /** A batch is one activity, which must come to its end in minutes. */
    public static final int MOST_IN_BATCH = 1_000_000;

    /** Twice as many as a worker has requests under way by default: the others are read, or written, meanwhile. */
    public static final int CONCURRENCY = 8;

    public static final double FAILURE_THRESHOLD = 0.20;

    /** How many finished batches the failure threshold looks back on. */
    public static final int WATCHED = 10;

    public Tuning {
        if (batchSize < 1 || batchSize > MOST_IN_BATCH) {
            throw new IllegalArgumentException("batch size is " + batchSize + ": give 1 to " + MOST_IN_BATCH);
        }
        if (concurrency < 1 || concurrency > 500) {
            throw new IllegalArgumentException("concurrency is " + concurrency + ": give 1 to 500");
        }
        if (!(failureThreshold >= 0 && failureThreshold <= 1)) {
            throw new IllegalArgumentException("failure threshold is " + failureThreshold + ": give 0 to 1");
        }
    }

    Tuning withConcurrency(int batches) {
        return new Tuning(batchSize, batches, failureThreshold);
    }

    Tuning withFailureThreshold(double share) {
        return new Tuning(batchSize, concurrency, share);
    }
}
