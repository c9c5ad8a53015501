package io.longhaul.activities.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.collection.Admission;
import io.longhaul.activities.collection.CollectionFacts;
import io.longhaul.activities.collection.Metric;
import io.longhaul.activities.collection.TargetCollection;
import io.longhaul.activities.collection.VectorRecord;
import io.longhaul.activities.collection.Written;
import io.longhaul.activities.embed.PointIds;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.qdrant.CollectionShape;
import io.longhaul.activities.qdrant.Page;
import io.longhaul.activities.qdrant.Point;
import io.longhaul.activities.qdrant.PointId;
import io.longhaul.activities.qdrant.QdrantSink;
import io.longhaul.activities.qdrant.Stored;
import io.longhaul.workflows.engine.Check;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.vectors.Destination;
import io.qdrant.client.grpc.Collections.Distance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A collection in Qdrant, with payloads as langchain-qdrant has them. A point's id follows from the record's, so writing a
 * batch again replaces what is there with the same.
 */
final class QdrantCollection implements TargetCollection {

    static final String DOCUMENT = "page_content";
    static final String METADATA = "metadata";
    static final String KEY = "_key";
    static final String SOURCE = "_source";

    /** Points held on their way. */
    private static final int SENT_AT_ONCE = 500;

    private static final int READ_AT_ONCE = 1_000;

    /** By which numbers of a vector of length 1 may differ: Qdrant divides in its own order. */
    private static final double NEAR = 1e-6;

    private final QdrantSink sink;
    private final Destination.Qdrant spec;
    private final String source;
    private final Map<String, String> constants;

    /** @param source the name of the collection that is read */
    QdrantCollection(QdrantSink sink, Destination.Qdrant spec, String source, Map<String, String> constants) {
        this.sink = sink;
        this.spec = spec;
        this.source = source;
        this.constants = constants;
    }

    @Override
    public void check(JobId job, CollectionFacts facts, Watch watch) {
        sink.describe(spec.collection()).ifPresent(shape -> {
            Distance wanted = distance(facts.metric());
            if (shape.dimensions() != facts.dimension() || !shape.distance().equals(wanted.name())) {
                throw new MigrationException(
                        FailureKind.SCHEMA_MISMATCH,
                        "collection " + spec.collection() + " of Qdrant has " + shape.dimensions()
                                + " dimensions compared"
                                + " by " + shape.distance() + ", and " + facts.name() + " has " + facts.dimension()
                                + " and needs " + wanted + ": name another collection");
            }
            for (Stored point : sink.scroll(spec.collection(), null, 1, List.of(SOURCE), null)
                    .points()) {
                if (!source.equals(point.payload().get(SOURCE))) {
                    throw new MigrationException(
                            FailureKind.SCHEMA_MISMATCH,
                            "collection " + spec.collection() + " of Qdrant holds points that are not of " + source
                                    + ": name another collection");
                }
            }
        });
    }

    private static Distance distance(Metric metric) {
        return switch (metric) {
            case COSINE -> Distance.Cosine;
            case L2 -> Distance.Euclid;
            case INNER_PRODUCT -> Distance.Dot;
        };
    }

    @Override
    public void prepare(JobId job, CollectionFacts facts, Watch watch) {
        sink.create(spec.collection(), facts.dimension(), distance(facts.metric()));
        check(job, facts, watch);
    }

    private CollectionShape shape() {
        return sink.describe(spec.collection())
                .orElseThrow(() -> new MigrationException(
                        FailureKind.SCHEMA_MISMATCH,
                        "collection " + spec.collection() + " of Qdrant is gone: run again to create it"));
    }

    @Override
    public Written copy(JobId job, int batch, String range, Records records, Watch watch) {
        Admission admission = new Admission(shape().dimensions(), constants);
        Map<String, String> refused = new LinkedHashMap<>();
        List<Point> waiting = new ArrayList<>();
        long[] copied = {0};
        records.each(record -> {
            String reason = admission.refusal(record);
            if (reason != null) {
                refused.put(record.id(), reason);
                return;
            }
            waiting.add(point(record, admission));
            if (waiting.size() == SENT_AT_ONCE) {
                copied[0] += send(waiting, watch);
            }
        });
        copied[0] += send(waiting, watch);
        return new Written(copied[0], refused);
    }

    private int send(List<Point> waiting, Watch watch) {
        watch.look();
        int count = waiting.size();
        sink.upsert(spec.collection(), waiting);
        waiting.clear();
        return count;
    }

    /** One that Qdrant takes stays as it is. */
    private PointId id(String id) {
        try {
            return PointId.parse(id);
        } catch (IllegalArgumentException neitherNumberNorUuid) {
            return PointIds.of(source, SourceKey.of(id), false, 0);
        }
    }

    private Point point(VectorRecord record, Admission admission) {
        Map<String, @Nullable Object> payload = new LinkedHashMap<>();
        payload.put(DOCUMENT, record.document() == null ? "" : record.document());
        payload.put(METADATA, value(admission.metadata(record)));
        payload.put(KEY, record.id());
        payload.put(SOURCE, source);
        return new Point(id(record.id()), Admission.vector(record), payload);
    }

    private static @Nullable Object value(JsonNode node) {
        if (node.isObject()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            node.properties().forEach(member -> map.put(member.getKey(), value(member.getValue())));
            return map;
        }
        if (node.isArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            node.forEach(part -> list.add(value(part)));
            return list;
        }
        if (node.isNull()) {
            return null;
        }
        if (node.isNumber()) {
            return node.isIntegralNumber() ? (Object) node.longValue() : (Object) node.doubleValue();
        }
        return node.isBoolean() ? (Object) node.booleanValue() : node.asText();
    }

    /** Nothing: the collection indexes its points as they come. */
    @Override
    public void finish(JobId job, CollectionFacts facts, Watch watch) {}

    @Override
    public Verification compare(JobId job, Collection<VectorRecord> records, Watch watch) {
        watch.look();
        CollectionShape shape = shape();
        boolean cosine = shape.distance().equals(Distance.Cosine.name());
        Admission admission = new Admission(shape.dimensions(), constants);
        Map<PointId, Point> expected = new LinkedHashMap<>();
        for (VectorRecord record : records) {
            if (admission.refusal(record) == null) {
                Point point = point(record, admission);
                expected.put(point.id(), point);
            }
        }
        Map<PointId, Point> found = new HashMap<>();
        sink.points(spec.collection(), expected.keySet()).forEach(point -> found.put(point.id(), point));
        List<String> examples = new ArrayList<>();
        long vectors = 0;
        long contents = 0;
        for (Point each : expected.values()) {
            Point there = found.get(each.id());
            if (there == null) {
                examples.add("missing: " + each.payload().get(KEY));
                continue;
            }
            if (!(cosine ? near(each.vector(), there.vector()) : Arrays.equals(each.vector(), there.vector()))) {
                vectors++;
                examples.add("another vector: " + each.payload().get(KEY));
            }
            if (!each.payload().equals(there.payload())) {
                contents++;
                examples.add(
                        "another document or other metadata: " + each.payload().get(KEY));
            }
        }
        return new Verification(
                List.of(
                        new Check(
                                "records of the source that can arrive",
                                records.size(),
                                records.size() - expected.size(),
                                false),
                        new Check("records in the target", expected.size(), expected.size() - found.size(), true),
                        new Check(
                                cosine ? "vectors of the same direction" : "vectors equal bit for bit",
                                found.size(),
                                vectors,
                                true),
                        new Check("documents and metadata as in the source", found.size(), contents, true)),
                examples);
    }

    /** Where vectors are compared by their angle, Qdrant keeps them with length 1; but for one that has none. */
    private static boolean near(float[] vector, float[] there) {
        double square = 0;
        for (float number : vector) {
            square += (double) number * number;
        }
        double length = square == 0 ? 1 : Math.sqrt(square);
        for (int i = 0; i < vector.length; i++) {
            if (Math.abs(vector[i] / length - there[i]) > NEAR) {
                return false;
            }
        }
        return true;
    }

    /** Points that no record is for: one may have been deleted since an earlier job wrote it. */
    @Override
    public Verification whole(JobId job, Watch watch) {
        long all = sink.count(spec.collection());
        long[] own = {0};
        own(watch, ids -> own[0] += ids.size());
        return new Verification(
                List.of(new Check("points of the source in the collection", all, Math.max(0, all - own[0]), false)),
                List.of());
    }

    @Override
    public List<String> nearest(JobId job, float[] vector, int most, Watch watch) {
        return sink.search(spec.collection(), vector, most).stream()
                .map(hit -> String.valueOf(hit.payload().get(KEY)))
                .toList();
    }

    @Override
    public List<String> reset(JobId job, Watch watch) {
        if (sink.describe(spec.collection()).isEmpty()) {
            return List.of();
        }
        List<PointId> all = new ArrayList<>();
        own(watch, all::addAll);
        sink.delete(spec.collection(), all);
        return all.isEmpty() ? List.of() : List.of("points of " + source + " in collection " + spec.collection());
    }

    private void own(Watch watch, Consumer<List<PointId>> pages) {
        PointId from = null;
        do {
            watch.look();
            Page page = sink.scroll(spec.collection(), from, READ_AT_ONCE, List.of(KEY), Map.of(SOURCE, source));
            pages.accept(page.points().stream().map(Stored::id).toList());
            from = page.next();
        } while (from != null);
    }
}
