package io.longhaul.worker;

import io.longhaul.worker.settings.SlotSettings;

/**
 * Activities that one process runs at a time.
 *
 * @param main those that read sources and write targets
 * @param embed calls to the embeddings API
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

    /** Connections to each database that these slots can use at a time. */
    public int connections() {
        return main + embed;
    }
}
