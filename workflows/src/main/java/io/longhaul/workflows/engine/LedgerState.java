package io.longhaul.workflows.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger knows of a job when a run begins.
 *
 * @param unfinished numbers of the ranges with batches still to run
 * @param nextRange the first number no range has yet
 * @param cursor the key of the last record that this round has planned; null when none is
 * @param settled what became of the records of this round's ranges that are finished
 * @param round null in a job's first, which takes all records
 */
public record LedgerState(
        List<Integer> unfinished,
        int nextRange,
        @Nullable SourceKey cursor,
        BatchCounts settled,
        @Nullable Round round) {

    public LedgerState {
        unfinished = List.copyOf(unfinished);
    }
}
