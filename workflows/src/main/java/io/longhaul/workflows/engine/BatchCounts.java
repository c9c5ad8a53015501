package io.longhaul.workflows.engine;

/**
 * What became of the records of one batch, or of many added up.
 *
 * @param processed written to the target
 * @param failed recorded as failures, with their reasons
 * @param skipped found unchanged in the target
 * @param tokens paid for, 0 where nothing is paid
 */
public record BatchCounts(long processed, long failed, long skipped, long tokens) {

    public static final BatchCounts NONE = new BatchCounts(0, 0, 0, 0);

    public BatchCounts plus(BatchCounts other) {
        return new BatchCounts(
                processed + other.processed, failed + other.failed, skipped + other.skipped, tokens + other.tokens);
    }

    /** All records accounted for. */
    public long records() {
        return processed + failed + skipped;
    }
}
