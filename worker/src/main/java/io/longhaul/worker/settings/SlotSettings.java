package io.longhaul.worker.settings;

/**
 * What one process does at a time.
 *
 * @param main activities that read sources and write targets
 * @param embed requests to the embeddings API
 */
public record SlotSettings(int main, int embed) {

    /** Few enough for a small machine, and for the limits of a new account of an embeddings API. */
    public static final SlotSettings DEFAULT = new SlotSettings(16, 4);
}
