package io.longhaul.worker;

import io.longhaul.worker.settings.SlotSettings;

/**
 * What one process does at a time.
 *
 * @param main activities that read sources and write targets
 * @param embed requests to the embeddings API
 */
public record WorkerSlots(int main, int embed) {

    public static final WorkerSlots DEFAULT = of(SlotSettings.DEFAULT);

    public static WorkerSlots of(SlotSettings settings) {
        return new WorkerSlots(settings.main(), settings.embed());
    }

    public WorkerSlots {
        if (main < 1 || embed < 1) {
            throw new IllegalArgumentException("a worker needs at least one slot in each task queue");
        }
    }

    /**
     * Activities of the embedding queue: for each request that is under way one more has its texts at hand, or stores
     * the vectors it was given, so that the API need not wait for either.
     */
    public int embedActivities() {
        return 2 * embed;
    }

    /** Connections to each database that these slots can use at a time. */
    public int connections() {
        return main + embed;
    }
}
