package io.longhaul.workflows.engine;

/** A job in numbers, as its ledger adds them up. */
public record JobTotals(Batches batches, Records records, Embeddings embeddings) {

    /** @param total planned, and still to be planned at the present batch size */
    public record Batches(long total, long completed, long processing, long pending, long failed) {}

    public record Records(long total, long processed, long failed, long skipped) {}

    /** What was paid for. */
    public record Embeddings(long requests, long texts, long tokens) {}

    public static final JobTotals NONE =
            new JobTotals(new Batches(0, 0, 0, 0, 0), new Records(0, 0, 0, 0), new Embeddings(0, 0, 0));
}
