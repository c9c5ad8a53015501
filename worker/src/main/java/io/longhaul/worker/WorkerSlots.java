package io.longhaul.worker;

/**
 * Activities that one process runs at a time.
 *
 * @param main those that read sources and write targets
 * @param embed calls to the embeddings API
 */
public record WorkerSlots(int main, int embed) {

    /** Enough to keep the default concurrency busy in every step, and few enough for a small machine. */
    public static final WorkerSlots DEFAULT = new WorkerSlots(16, 8);

    public WorkerSlots {
        if (main < 1 || embed < 1) {
            throw new IllegalArgumentException("a worker needs at least one slot in each task queue");
        }
    }

    /** Connections to each database that these slots can use at a time. */
    public int connections() {
        return main + embed;
    }
}
