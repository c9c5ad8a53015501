package io.longhaul.workflows.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A range's batches.
 *
 * @param pending those still to run, in order
 * @param settledBatches how many were completed by an earlier run
 * @param settled what became of their records
 * @param last the key of the last record planned; null where the range holds none or is not of keys
 * @param more whether the source holds records after it that the migration is to take
 */
public record RangePlan(
        List<PlannedBatch> pending,
        int settledBatches,
        BatchCounts settled,
        @Nullable SourceKey last,
        boolean more) {

    /** Of a range that holds no records. */
    public static final RangePlan EMPTY = new RangePlan(List.of(), 0, BatchCounts.NONE, null, false);

    public RangePlan {
        pending = List.copyOf(pending);
    }

    /** Whether what is still to run are records that failed before. */
    boolean retry() {
        return !pending.isEmpty() && pending.get(0).scope() instanceof BatchScope.Failures;
    }
}
