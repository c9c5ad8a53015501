package io.longhaul.workflows.engine;

/**
 * A batch as it was frozen in the ledger.
 *
 * @param number unique within its job, from 0
 * @param first how many records the plan has before it
 * @param records how many it held when it was planned
 */
public record PlannedBatch(int number, BatchScope scope, long first, int records) {

    /** For the Web UI: which records it moves. */
    String title() {
        if (scope instanceof BatchScope.Keys keys && keys.range().changedSince() != null) {
            return String.format("%,d changed records", records);
        }
        return scope instanceof BatchScope.Failures
                ? String.format("%,d failed records once more", records)
                : String.format("records %,d–%,d", first + 1, first + records);
    }
}
