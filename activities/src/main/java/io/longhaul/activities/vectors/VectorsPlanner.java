package io.longhaul.activities.vectors;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.collection.Place;
import io.longhaul.activities.ledger.Batches;
import io.longhaul.workflows.engine.BatchScope;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangePlan;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.RangeScope;
import io.longhaul.workflows.engine.RetryRequest;
import io.longhaul.workflows.vectors.VectorsSpec;
import java.util.ArrayList;
import java.util.List;

/** Freezes the batches of a range in the ledger. Asked again, it gives the same ones. */
final class VectorsPlanner {

    private static final long FEW = 1_000;
    private static final long SOME = 10_000;
    private static final long MANY = 50_000;

    private final VectorStores stores;
    private final Batches ledger;

    VectorsPlanner(VectorStores stores, Batches ledger) {
        this.stores = stores;
        this.ledger = ledger;
    }

    RangePlan plan(VectorsSpec spec, RangeRequest request) {
        return ledger.planned(request).orElseGet(() -> {
            freeze(spec, request);
            return ledger.planned(request).orElse(RangePlan.EMPTY);
        });
    }

    private void freeze(VectorsSpec spec, RangeRequest request) {
        if (request.scope() instanceof RangeScope.Keys keys) {
            ledger.plan(request.job(), request.range(), batches(spec, request, keys));
        } else if (request.scope() instanceof RangeScope.Failures failures) {
            RetryRequest which = failures.which();
            if (which.keys() != null) {
                throw new MigrationException(
                        FailureKind.INVALID_SPEC,
                        "records of a collection have no order of keys: retry all that failed, or those of a batch");
            }
            ledger.planFailures(request.job(), request, which.batch(), null);
        }
    }

    private List<PlannedBatch> batches(VectorsSpec spec, RangeRequest request, RangeScope.Keys keys) {
        Place until = Positions.place(keys.until());
        int size = spec.sizedByCount() ? size(until.position()) : request.batchSize();
        List<PlannedBatch> batches = new ArrayList<>();
        Place after = Positions.place(keys.after());
        long end = Math.min(until.position(), after.position() + (long) RangeRequest.BATCHES * size);
        for (Place last : stores.source(spec).places(after, end, size)) {
            batches.add(new PlannedBatch(
                    request.firstBatch() + batches.size(),
                    new BatchScope.Keys(
                            new KeyRange(after.position() == 0 ? null : Positions.key(after), Positions.key(last))),
                    after.position(),
                    (int) (last.position() - after.position())));
            after = last;
        }
        return batches;
    }

    /**
     * Small ones where there are few, so that progress is seen and little is done again. Of 50,000 vectors of 1,024, batches
     * of 5,000 take 14 s to copy, those of 2,000 take 17; what is held in memory is a page in either case.
     */
    static int size(long records) {
        if (records < FEW) {
            return 100;
        }
        if (records <= SOME) {
            return 500;
        }
        return records < MANY ? 1_000 : 5_000;
    }
}
