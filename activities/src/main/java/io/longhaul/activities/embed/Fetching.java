package io.longhaul.activities.embed;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.ledger.Batches;
import io.longhaul.activities.ledger.Stage;
import io.longhaul.activities.ledger.StagedPoint;
import io.longhaul.activities.mysql.SourceRecord;
import io.longhaul.activities.qdrant.PointId;
import io.longhaul.activities.qdrant.QdrantSink;
import io.longhaul.workflows.embed.EmbedBatch;
import io.longhaul.workflows.embed.EmbedSpec;
import io.longhaul.workflows.embed.Fetched;
import io.longhaul.workflows.engine.BatchScope;
import io.longhaul.workflows.engine.FailureKind;
import java.util.List;
import java.util.Map;

/** From the source into the stage: claims a batch, reads it, and stages what is new or changed. */
final class Fetching {

    private static final List<String> COMPARED =
            List.of(Payloads.CHECKSUM, Payloads.ROW, Payloads.CHUNKS, Payloads.SOURCE);

    private final EmbedSource source;
    private final QdrantSink sink;
    private final Batches batches;
    private final Stage stage;
    private final String worker;

    /** @param worker the identity under which batches are claimed */
    Fetching(EmbedSource source, QdrantSink sink, Batches batches, Stage stage, String worker) {
        this.source = source;
        this.sink = sink;
        this.batches = batches;
        this.stage = stage;
        this.worker = worker;
    }

    Fetched fetch(EmbedBatch batch) {
        int number = batch.batch().number();
        Batches.Claim claim = batches.claim(batch.job(), number, worker);
        if (claim instanceof Batches.Claim.Settled before) {
            return new Fetched(0, 0, 0, 0, 0, before.counts());
        }
        Batches.Claim.Mine mine = (Batches.Claim.Mine) claim;
        long fence = mine.fence();

        EmbedSpec spec = batch.spec();
        Staging staging = new Staging(spec, source.shape(spec).integerKey(), TokenCounter.forModel(spec.model()));
        List<SourceRecord> records = read(batch);
        records.forEach(staging::add);
        Map<PointId, Map<String, String>> stored = sink.payloads(spec.collection(), staging.ids(), COMPARED);
        refuseForeign(spec, stored);
        List<StagedPoint> changes = staging.changes(stored);

        if (mine.again()) {
            batches.takeUpFailures(
                    batch.job(), number, records.stream().map(SourceRecord::key).toList());
        }
        int toEmbed = stage.fill(batch.job(), number, fence, changes, staging.failures());
        return new Fetched(fence, changes.size(), toEmbed, staging.failures().size(), staging.unchanged(changes), null);
    }

    /** Two tables with integer keys would take each other's ids. */
    private static void refuseForeign(EmbedSpec spec, Map<PointId, Map<String, String>> stored) {
        stored.forEach((id, fields) -> {
            String owner = fields.getOrDefault(Payloads.SOURCE, spec.table());
            if (!owner.equals(spec.table())) {
                throw new MigrationException(
                        FailureKind.INVALID_SPEC,
                        "point " + id + " of collection " + spec.collection() + " is of table " + owner
                                + ", and a record of " + spec.table()
                                + " would overwrite it: give each table a collection of its own with"
                                + " QDRANT_COLLECTION_NAME");
            }
        });
    }

    private List<SourceRecord> read(EmbedBatch batch) {
        BatchScope scope = batch.batch().scope();
        return scope instanceof BatchScope.Keys keys
                ? source.read(batch.spec(), keys.range())
                : source.read(
                        batch.spec(),
                        batches.failuresOf(batch.job(), batch.batch().number()));
    }
}
