package io.longhaul.activities.vectors;

import io.longhaul.activities.collection.Place;
import io.longhaul.activities.collection.SourceCollection;
import io.longhaul.activities.collection.TargetCollection;
import io.longhaul.activities.collection.VectorRecord;
import io.longhaul.activities.collection.Written;
import io.longhaul.activities.ledger.Batches;
import io.longhaul.activities.ledger.Stage;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.BatchScope;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.vectors.VectorsSpec;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** From the source into the target, and the batch settled. */
final class VectorsCopy {

    private final VectorStores stores;
    private final Batches batches;
    private final Stage stage;
    private final String worker;

    VectorsCopy(VectorStores stores, Batches batches, Stage stage, String worker) {
        this.stores = stores;
        this.batches = batches;
        this.stage = stage;
        this.worker = worker;
    }

    BatchCounts copy(JobId job, VectorsSpec spec, PlannedBatch batch, Watch watch) {
        Batches.Claim claim = batches.claim(job, batch.number(), worker);
        if (claim instanceof Batches.Claim.Settled before) {
            return before.counts();
        }
        long fence = ((Batches.Claim.Mine) claim).fence();
        SourceCollection source = stores.source(spec);
        TargetCollection target = stores.target(spec);
        Map<SourceKey, String> refused = new LinkedHashMap<>();
        Written written;
        if (batch.scope() instanceof BatchScope.Keys keys) {
            KeyRange range = keys.range();
            Place after = Positions.place(range.after());
            Place until = Positions.place(range.until());
            written = target.copy(
                    job,
                    batch.number(),
                    "records " + (after.position() + 1) + " to " + until.position(),
                    taker -> source.read(after, until, taker),
                    watch);
        } else {
            List<String> failed = batches.failuresOf(job, batch.number()).stream()
                    .map(key -> key.parts().get(0))
                    .toList();
            written = target.copy(
                    job, batch.number(), "records that failed before", taker -> again(source, failed, taker), watch);
        }
        written.refused().forEach((id, reason) -> refused.put(RecordKeys.key(id), reason));
        return stage.settle(job, batch.number(), fence, Math.toIntExact(written.copied()), refused.size(), 0, refused);
    }

    /** Records that are read once more, by their ids. */
    private static void again(SourceCollection source, List<String> ids, TargetCollection.Taker taker) {
        Set<String> absent = new LinkedHashSet<>(ids);
        for (VectorRecord record : source.get(ids)) {
            absent.remove(record.id());
            taker.accept(record);
        }
        absent.forEach(id -> taker.refuse(id, "it is no longer in the collection that is read"));
    }
}
