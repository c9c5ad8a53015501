package io.longhaul.activities.vectors;

import com.google.common.base.Suppliers;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.collection.Admission;
import io.longhaul.activities.collection.CollectionFacts;
import io.longhaul.activities.collection.Found;
import io.longhaul.activities.collection.Metric;
import io.longhaul.activities.collection.TargetCollection;
import io.longhaul.activities.collection.VectorRecord;
import io.longhaul.activities.collection.Written;
import io.longhaul.activities.embed.PointIds;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.qdrant.CollectionShape;
import io.longhaul.activities.qdrant.Hit;
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
import java.util.function.Supplier;
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
    static final String SOURCE_ID = "_source_id";

    /** Points held on their way, and what they may take. */
    private static final int SENT_AT_ONCE = 500;

    private static final long BYTES_AT_ONCE = 16 << 20;

    private static final int READ_AT_ONCE = 1_000;

    /** By which numbers of a vector of length 1 may differ, and which part of themselves: Qdrant divides in its own order. */
    private static final double NEAR = 1e-6;

    private static final double NEAR_PART = 1e-5;

    private final QdrantSink sink;
    private final Destination.Qdrant spec;
    private final String source;
    private final Supplier<String> sourceId;
    private final Map<String, String> constants;

    /**
     * @param source the name of the collection that is read, with what it is unique in
     * @param sourceId tells it from another of that name; asked for when it is needed
     */
    QdrantCollection(
            QdrantSink sink,
            Destination.Qdrant spec,
            String source,
            Supplier<String> sourceId,
            Map<String, String> constants) {
        this.sink = sink;
        this.spec = spec;
        this.source = source;
        this.sourceId = Suppliers.memoize(sourceId::get);
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
            for (Stored point : sink.scroll(spec.collection(), null, 1, List.of(SOURCE, SOURCE_ID), null)
                    .points()) {
                boolean named = source.equals(point.payload().get(SOURCE));
                if (!named || !facts.identity().equals(point.payload().get(SOURCE_ID))) {
                    throw new MigrationException(
                            FailureKind.SCHEMA_MISMATCH,
                            "collection " + spec.collection() + " of Qdrant holds points that are not of " + source
                                    + (named ? " as it is now, but of another of its name: reset them, or" : ":")
                                    + " name another collection");
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
        Sending sending = new Sending(new Admission(shape().dimensions(), constants), watch);
        records.each(sending);
        sending.send();
        return new Written(sending.copied, sending.refused);
    }

    /** The records of one batch. */
    private final class Sending implements Taker {
        private final Admission admission;
        private final Watch watch;
        private final Map<String, String> refused = new LinkedHashMap<>();
        private final List<Point> waiting = new ArrayList<>();
        private long bytes;
        private long copied;

        Sending(Admission admission, Watch watch) {
            this.admission = admission;
            this.watch = watch;
        }

        @Override
        public void accept(VectorRecord record) {
            String reason = refusal(record, admission);
            if (reason != null) {
                refuse(record.id(), reason);
                return;
            }
            waiting.add(point(record, admission));
            bytes += record.bytes();
            if (waiting.size() == SENT_AT_ONCE || bytes > BYTES_AT_ONCE) {
                send();
            }
        }

        @Override
        public void refuse(String id, String reason) {
            refused.put(id, reason);
        }

        void send() {
            watch.look();
            sink.upsert(spec.collection(), waiting);
            copied += waiting.size();
            waiting.clear();
            bytes = 0;
        }
    }

    private static @Nullable String refusal(VectorRecord record, Admission admission) {
        String reason = admission.refusal(record);
        if (reason == null && record.metadata() != null && !QdrantPayload.holds(record.metadata())) {
            return "its metadata hold a number that is neither an integer of 64 bits nor a double, as Qdrant's are";
        }
        return reason;
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
        payload.put(METADATA, QdrantPayload.value(admission.metadata(record)));
        payload.put(KEY, record.id());
        payload.put(SOURCE, source);
        payload.put(SOURCE_ID, sourceId.get());
        return new Point(id(record.id()), Admission.vector(record), payload);
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
            if (refusal(record, admission) == null) {
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

    /** Where vectors are compared by their angle, Qdrant keeps them with length 1; but for one that is too short for it. */
    static boolean near(float[] vector, float[] there) {
        if (Arrays.equals(vector, there)) {
            return true;
        }
        double square = 0;
        for (float number : vector) {
            square += (double) number * number;
        }
        double length = square == 0 ? 1 : Math.sqrt(square);
        for (int i = 0; i < vector.length; i++) {
            double expected = vector[i] / length;
            double tolerance = Math.min(NEAR, Math.max(NEAR_PART * Math.abs(expected), Float.MIN_NORMAL));
            // Not "greater than", which what is no number never is.
            if (!(Math.abs(expected - there[i]) <= tolerance)) {
                return false;
            }
        }
        return true;
    }

    /** Points that no record is for: one may have been deleted since an earlier job wrote it. */
    @Override
    public Verification whole(JobId job, long copied, boolean all, Watch watch) {
        long points = sink.count(spec.collection());
        long[] own = {0};
        own(watch, ids -> own[0] += ids.size());
        return new Verification(
                List.of(
                        new Check(
                                "points of the source in the collection", points, Math.max(0, points - own[0]), false),
                        new Check(
                                "points of the source, each of a record that was copied",
                                own[0],
                                Math.max(0, own[0] - copied),
                                all)),
                List.of());
    }

    @Override
    public Found nearest(JobId job, float[] vector, int most, Watch watch) {
        long begun = System.nanoTime();
        List<Hit> hits = sink.search(spec.collection(), vector, most);
        long nanos = System.nanoTime() - begun;
        return new Found(
                hits.stream().map(hit -> String.valueOf(hit.payload().get(KEY))).toList(), nanos);
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
