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

/** Looks for every record of a range in the target, by its id and those of its further parts. */
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
        source.keys(spec, range, key -> {
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
        Map<PointId, Map<String, String>> found =
                sink.payloads(spec.collection(), missing.values(), List.of(Payloads.CHUNKS));
        Map<PointId, SourceKey> parts = parts(spec, shape, missing, found);
        missing.values().removeAll(found.keySet());
        parts.keySet()
                .removeAll(sink.payloads(spec.collection(), parts.keySet(), List.of(Payloads.CHUNK))
                        .keySet());
        parts.forEach((part, key) -> missing.put(key, part));
        int rows = page.size();
        int excused = 0;
        if (!missing.isEmpty()) {
            excused = missing.size();
            missing.keySet().removeAll(ledger.failedAmong(job, missing.keySet()));
            excused -= missing.size();
        }
        return new Verification(
                List.of(EmbedChecks.target(rows - excused, missing.size())),
                missing.keySet().stream()
                        .limit(Verification.EXAMPLES)
                        .map(key -> "missing: " + key)
                        .toList());
    }

    /** The further points of those records whose first one says that there are some. */
    private static Map<PointId, SourceKey> parts(
            EmbedSpec spec, TableShape shape, Map<SourceKey, PointId> first, Map<PointId, Map<String, String>> found) {
        Map<PointId, SourceKey> parts = new LinkedHashMap<>();
        first.forEach((key, id) -> {
            int chunks = Integer.parseInt(found.getOrDefault(id, Map.of()).getOrDefault(Payloads.CHUNKS, "1"));
            for (int chunk = 1; chunk < chunks; chunk++) {
                parts.put(PointIds.of(spec.table(), key, shape.integerKey(), chunk), key);
            }
        });
        return parts;
    }
}
