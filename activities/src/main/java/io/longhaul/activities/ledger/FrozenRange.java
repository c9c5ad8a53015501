package io.longhaul.activities.ledger;

import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.BatchScope;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangePlan;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.RangeScope;
import io.longhaul.workflows.engine.SourceKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is left to do of a range whose batches the ledger has. */
final class FrozenRange {

    private FrozenRange() {}

    static RangePlan plan(RangeRequest request, List<BatchView> frozen) {
        List<PlannedBatch> pending = new ArrayList<>();
        BatchCounts settled = BatchCounts.NONE;
        for (BatchView batch : frozen) {
            if (batch.status() == JobStatus.COMPLETED) {
                settled = settled.plus(batch.counts());
            } else {
                pending.add(batch.batch());
            }
        }
        return new RangePlan(pending, frozen.size() - pending.size(), settled, last(frozen), more(request, frozen));
    }

    private static @Nullable SourceKey last(List<BatchView> frozen) {
        return frozen.isEmpty() || !(frozen.get(frozen.size() - 1).batch().scope() instanceof BatchScope.Keys keys)
                ? null
                : keys.range().until();
    }

    /** A full range is followed by another; what that one finds, possibly nothing, is seen then. */
    private static boolean more(RangeRequest request, List<BatchView> frozen) {
        boolean full = frozen.size() == RangeRequest.BATCHES;
        return full
                && !(request.scope() instanceof RangeScope.Keys keys
                        && keys.until().equals(last(frozen)));
    }
}
