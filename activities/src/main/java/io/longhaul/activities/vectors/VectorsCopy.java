package io.longhaul.activities.vectors;

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
import java.util.function.Consumer;

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
            long after = Positions.of(range.after());
            long until = Positions.of(range.until());
            written = target.copy(
                    job,
                    batch.number(),
                    "records " + (after + 1) + " to " + until,
                    taker -> source.read(after, until, taker),
                    watch);
        } else {
            Failed failed = new Failed(source, batches.failuresOf(job, batch.number()));
            written = target.copy(job, batch.number(), "records that failed before", failed::read, watch);
            failed.absent.forEach(
                    id -> refused.put(SourceKey.of(id), "it is no longer in the collection that is read"));
        }
        written.refused().forEach((id, reason) -> refused.put(SourceKey.of(id), reason));
        return stage.settle(job, batch.number(), fence, Math.toIntExact(written.copied()), refused.size(), 0, refused);
    }

    /** Records that are read once more, by their ids. */
    private static final class Failed {
        private final SourceCollection source;
        private final List<String> ids;
        private final Set<String> absent;

        Failed(SourceCollection source, List<SourceKey> keys) {
            this.source = source;
            this.ids = keys.stream().map(key -> key.parts().get(0)).toList();
            this.absent = new LinkedHashSet<>();
        }

        void read(Consumer<VectorRecord> taker) {
            absent.clear();
            absent.addAll(ids);
            for (VectorRecord record : source.get(ids)) {
                absent.remove(record.id());
                taker.accept(record);
            }
        }
    }
}
