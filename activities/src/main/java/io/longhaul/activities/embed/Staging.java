package io.longhaul.activities.embed;

import io.longhaul.activities.ledger.StagedPoint;
import io.longhaul.activities.ledger.StagedPoint.Action;
import io.longhaul.activities.mysql.SourceRecord;
import io.longhaul.activities.qdrant.PointId;
import io.longhaul.workflows.embed.EmbedSpec;
import io.longhaul.workflows.engine.SourceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done with the records of a batch, decided from the records and from what the target holds of them. Pure
 * but for its memory of what it was given; for one thread.
 */
final class Staging {

    private final EmbedSpec spec;
    private final boolean integerKey;
    private final TokenCounter tokens;

    private final List<Point> points = new ArrayList<>();
    private final Map<SourceKey, String> failures = new LinkedHashMap<>();
    private final Set<SourceKey> accepted = new LinkedHashSet<>();

    /** A point as it should be. */
    private record Point(
            PointId id,
            SourceKey key,
            String checksum,
            String content,
            int tokens,
            int chunk,
            int chunks,
            Map<String, @Nullable Object> payload) {}

    Staging(EmbedSpec spec, boolean integerKey, TokenCounter tokens) {
        this.spec = spec;
        this.integerKey = integerKey;
        this.tokens = tokens;
    }

    void add(SourceRecord record) {
        Preparation preparation = Preparation.of(record, spec, tokens);
        if (preparation instanceof Preparation.Rejected rejected) {
            failures.put(record.key(), rejected.reason());
        } else if (preparation instanceof Preparation.Accepted text) {
            accepted.add(record.key());
            int chunks = text.chunks().size();
            for (int chunk = 0; chunk < chunks; chunk++) {
                String content = text.chunks().get(chunk);
                String checksum = Checksum.of(content, spec.model(), spec.dimensions());
                points.add(new Point(
                        PointIds.of(spec.table(), record.key(), integerKey, chunk),
                        record.key(),
                        checksum,
                        content,
                        chunks == 1 ? text.tokens() : tokens.count(content),
                        chunk,
                        chunks,
                        Payloads.of(
                                record.payload(),
                                spec.table(),
                                record.key(),
                                spec.model(),
                                checksum,
                                chunk,
                                chunks,
                                text.truncated())));
            }
        }
    }

    /** The ids of all points that should be there. */
    List<PointId> ids() {
        return points.stream().map(Point::id).toList();
    }

    /** The checksum of each point that should be there. */
    Map<PointId, String> checksums() {
        Map<PointId, String> checksums = new HashMap<>();
        points.forEach(point -> checksums.put(point.id(), point.checksum()));
        return checksums;
    }

    /** Records that can't be moved, with their reasons. */
    Map<SourceKey, String> failures() {
        return failures;
    }

    /**
     * The points that differ from what the target holds.
     *
     * @param stored the fields {@link Payloads#CHECKSUM}, {@link Payloads#ROW} and {@link Payloads#CHUNKS} of the
     *     points that the target has
     */
    List<StagedPoint> changes(Map<PointId, Map<String, String>> stored) {
        List<StagedPoint> changes = new ArrayList<>();
        for (Point point : points) {
            Map<String, String> there = stored.getOrDefault(point.id(), Map.of());
            if (!point.checksum().equals(there.get(Payloads.CHECKSUM))) {
                changes.add(staged(point, Action.UPSERT));
            } else if (!String.valueOf(point.payload().get(Payloads.ROW)).equals(there.get(Payloads.ROW))) {
                changes.add(staged(point, Action.PAYLOAD));
            }
            if (point.chunk() == 0) {
                addSurplus(point, there.get(Payloads.CHUNKS), changes);
            }
        }
        return changes;
    }

    /** Parts that the record had when its text was longer. */
    private void addSurplus(Point first, @Nullable String chunksThere, List<StagedPoint> changes) {
        int there = chunksThere == null ? 1 : Integer.parseInt(chunksThere);
        for (int chunk = first.chunks(); chunk < there; chunk++) {
            changes.add(new StagedPoint(
                    PointIds.of(spec.table(), first.key(), integerKey, chunk).toString(),
                    first.key(),
                    Action.DELETE,
                    "",
                    null,
                    0,
                    Map.of(),
                    null,
                    null));
        }
    }

    private static StagedPoint staged(Point point, Action action) {
        return new StagedPoint(
                point.id().toString(),
                point.key(),
                action,
                point.checksum(),
                action == Action.UPSERT ? point.content() : null,
                point.tokens(),
                point.payload(),
                null,
                null);
    }

    /** How many records can be moved. */
    int accepted() {
        return accepted.size();
    }

    /** Records all of whose points are as they should be. */
    int unchanged(List<StagedPoint> changes) {
        Set<SourceKey> same = new LinkedHashSet<>(accepted);
        changes.forEach(change -> same.remove(change.key()));
        return same.size();
    }
}
