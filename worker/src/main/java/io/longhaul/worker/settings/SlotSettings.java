package io.longhaul.worker.settings;

/**
 * Activities that one process runs at a time.
 *
 * @param main those that read sources and write targets
 * @param embed calls to the embeddings API
 */
public record SlotSettings(int main, int embed) {

    /** Enough for eight batches in flight in every step, and few enough for a small machine. */
    public static final SlotSettings DEFAULT = new SlotSettings(16, 8);
}
