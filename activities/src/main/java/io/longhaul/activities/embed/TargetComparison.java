package io.longhaul.activities.embed;

import io.longhaul.activities.Heartbeats;
import io.longhaul.activities.ledger.Batches;
import io.longhaul.activities.mysql.SourceRecord;
import io.longhaul.activities.mysql.TableShape;
import io.longhaul.activities.qdrant.Page;
import io.longhaul.activities.qdrant.PointId;
import io.longhaul.activities.qdrant.QdrantSink;
import io.longhaul.activities.qdrant.Stored;
import io.longhaul.activities.qdrant.StoredVector;
import io.longhaul.workflows.embed.EmbedSpec;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Verification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares a sample by content, and looks for points that no source row has. */
final class TargetComparison {

    /** Records compared by content: with none of 200 stale, fewer than 1.5 % are, at 95 % confidence. */
    private static final int SAMPLE = 200;

    private static final int PAGE = 1_000;

    private final EmbedSource source;
    private final QdrantSink sink;
    private final Batches ledger;

    /**
     * How far the search for orphans has come.
     *
     * @param offset where the next page begins; null at the first
     */
    record Progress(@Nullable String offset, long points, long orphans, List<String> examples) {
        static final Progress START = new Progress(null, 0, 0, List.of());
    }

    TargetComparison(EmbedSource source, QdrantSink sink, Batches ledger) {
        this.source = source;
        this.sink = sink;
        this.ledger = ledger;
    }

    /** Up to 200 records of those copied, spread over all of them; the same ones for one job. */
    Verification sample(JobId job, EmbedSpec spec) {
        @Nullable SourceKey until = ledger.cursor(job).orElse(null);
        if (until == null) {
            return Verification.NOTHING;
        }
        TableShape shape = source.shape(spec);
        List<SourceKey> keys =
                source.mysql().sample(shape, until, SAMPLE, job.value().getMostSignificantBits());
        Staging expected = new Staging(spec, shape.integerKey(), TokenCounter.forModel(spec.model()));
        List<SourceRecord> records = source.read(spec, keys);
        // A failed record may still have the point of its last text that went through.
        Set<SourceKey> failed =
                ledger.failedAmong(job, records.stream().map(SourceRecord::key).toList());
        records.stream().filter(record -> !failed.contains(record.key())).forEach(expected::add);

        List<String> examples = new ArrayList<>();
        long stale = countStale(spec, expected.checksums(), examples);
        long bad = countBadVectors(spec, expected.ids(), examples);
        return new Verification(
                List.of(EmbedChecks.content(expected.accepted(), stale), EmbedChecks.vectors(expected.accepted(), bad)),
                examples);
    }

    private long countStale(EmbedSpec spec, Map<PointId, String> checksums, List<String> examples) {
        long stale = 0;
        for (Map.Entry<PointId, Map<String, String>> stored : sink.payloads(
                        spec.collection(), checksums.keySet(), List.of(Payloads.CHECKSUM))
                .entrySet()) {
            if (!stored.getValue().getOrDefault(Payloads.CHECKSUM, "").equals(checksums.get(stored.getKey()))) {
                stale++;
                examples.add("stale: point " + stored.getKey());
            }
        }
        return stale;
    }

    private long countBadVectors(EmbedSpec spec, List<PointId> ids, List<String> examples) {
        long bad = 0;
        for (StoredVector point : sink.vectors(spec.collection(), ids)) {
            if (!isGood(point.vector(), spec.dimensions())) {
                bad++;
                examples.add("bad vector: point " + point.id());
            }
        }
        return bad;
    }

    private static boolean isGood(float[] vector, int dimensions) {
        for (float number : vector) {
            if (!Float.isFinite(number)) {
                return false;
            }
        }
        return vector.length == dimensions;
    }

    /** Points of this source with no source row, over the whole collection. */
    Verification orphans(EmbedSpec spec, Progress start, Heartbeats<Progress> heartbeats) {
        TableShape shape = source.shape(spec);
        Map<String, String> ofThisSource = Map.of(Payloads.SOURCE, spec.table());
        Progress progress = start;
        while (true) {
            Page page = sink.scroll(
                    spec.collection(),
                    progress.offset() == null ? null : PointId.parse(progress.offset()),
                    PAGE,
                    List.of(Payloads.KEY),
                    ofThisSource);
            List<String> found = orphansOf(shape, page);
            List<String> examples = new ArrayList<>(progress.examples());
            examples.addAll(found);
            progress = new Progress(
                    page.next() == null ? null : page.next().toString(),
                    progress.points() + page.points().size(),
                    progress.orphans() + found.size(),
                    List.copyOf(examples.subList(0, Math.min(examples.size(), Verification.EXAMPLES))));
            if (progress.offset() == null) {
                return new Verification(
                        List.of(EmbedChecks.source(progress.points(), progress.orphans())), progress.examples());
            }
            heartbeats.reached(progress);
        }
    }

    private List<String> orphansOf(TableShape shape, Page page) {
        Map<PointId, SourceKey> keys = new LinkedHashMap<>();
        for (Stored point : page.points()) {
            keys.put(point.id(), KeyText.parse(String.valueOf(point.payload().get(Payloads.KEY))));
        }
        Set<SourceKey> existing = source.mysql().existing(shape, keys.values());
        keys.values().removeAll(existing);
        return keys.entrySet().stream()
                .map(orphan -> "no source row: point " + orphan.getKey() + " of key " + orphan.getValue())
                .toList();
    }
}
