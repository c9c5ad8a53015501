package io.longhaul.activities.embed;

import io.longhaul.activities.ledger.Batches;
import io.longhaul.activities.mysql.TableShape;
import io.longhaul.activities.qdrant.PointId;
import io.longhaul.activities.qdrant.QdrantSink;
import io.longhaul.workflows.embed.EmbedSpec;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Verification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks for every record of a range in the target, by its id. */
final class RangeComparison {

    /** As many ids as one request asks for. */
    private static final int PAGE = 1_000;

    private final EmbedSource source;
    private final QdrantSink sink;
    private final Batches ledger;

    RangeComparison(EmbedSource source, QdrantSink sink, Batches ledger) {
        this.source = source;
        this.sink = sink;
        this.ledger = ledger;
    }

    Verification compare(JobId job, EmbedSpec spec, KeyRange range) {
        TableShape shape = source.shape(spec);
        List<SourceKey> page = new ArrayList<>(PAGE);
        Verification[] found = {Verification.NOTHING};
        source.mysql().keys(shape, range, key -> {
            page.add(key);
            if (page.size() == PAGE) {
                found[0] = found[0].plus(comparePage(job, spec, shape, page));
                page.clear();
            }
        });
        return found[0].plus(comparePage(job, spec, shape, page));
    }

    private Verification comparePage(JobId job, EmbedSpec spec, TableShape shape, List<SourceKey> page) {
        Map<SourceKey, PointId> missing = new LinkedHashMap<>();
        page.forEach(key -> missing.put(key, PointIds.of(spec.table(), key, shape.integerKey(), 0)));
        if (missing.isEmpty()) {
            return Verification.NOTHING;
        }
        missing.values()
                .removeAll(sink.payloads(spec.collection(), missing.values(), List.of(Payloads.CHECKSUM))
                        .keySet());
        int rows = page.size();
        int excused = 0;
        if (!missing.isEmpty()) {
            excused = missing.size();
            missing.keySet().removeAll(ledger.failedAmong(job, missing.keySet()));
            excused -= missing.size();
        }
        return new Verification(
                rows,
                rows - excused,
                missing.size(),
                0,
                0,
                0,
                0,
                missing.keySet().stream()
                        .limit(Verification.EXAMPLES)
                        .map(key -> "missing: " + key)
                        .toList());
    }
}
