package io.longhaul.activities.postgres;

/**
 * What became of the rows of one batch. It is the same each time that the batch is asked for.
 *
 * @param table as SQLite names it
 * @param range the keys of its rows
 * @param copied rows that are in the target
 * @param quarantined rows that are in the quarantine schema
 * @param withoutRule those of them that no rule sends there
 * @param dropped rows that a rule leaves out
 * @param bytes of the rows copied
 * @param checksum of the rows copied, computed from the source
 */
public record CopiedBatch(
        String table,
        String range,
        long copied,
        long quarantined,
        long withoutRule,
        long dropped,
        long bytes,
        long checksum) {

    /** All rows accounted for. */
    public long rows() {
        return copied + quarantined + dropped;
    }
}
