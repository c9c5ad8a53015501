package io.longhaul.activities.qdrant;

import static io.longhaul.activities.qdrant.Messages.id;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Status;
import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;
import io.qdrant.client.ConditionFactory;
import io.qdrant.client.QueryFactory;
import io.qdrant.client.WithPayloadSelectorFactory;
import io.qdrant.client.WithVectorsSelectorFactory;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.GetCollectionInfoRequest;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointsOperationResponse;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.SetPayloadPoints;
import io.qdrant.client.grpc.Points.UpdateStatus;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Qdrant server as the target of a migration.
 *
 * <p>Every write waits until the server has applied it, and writing the same points again changes nothing, so a caller
 * that does not know whether a call arrived repeats it. A call that fails throws {@link MigrationException}; requests
 * sent before the one that failed have been applied. An interrupt ends a call. Safe for use by many threads.
 */
public final class QdrantSink implements AutoCloseable {

    /** How long one request may take unless the constructor is told otherwise. */
    public static final Duration DEADLINE = Duration.ofSeconds(30);

    /** Points in one answer; even of the largest vectors Qdrant takes (65,536 dimensions) that is 25 MiB. */
    static final int READ_AT_A_TIME = 100;

    private final QdrantChannel qdrant;

    /** Does not connect; the first call does. */
    public QdrantSink(QdrantSettings settings) {
        this(settings, DEADLINE);
    }

    /** @param deadline for each request; one that takes longer fails as TIMEOUT */
    public QdrantSink(QdrantSettings settings, Duration deadline) {
        this.qdrant = new QdrantChannel(settings, deadline);
    }

    /** The server's version: the cheapest proof that it is there. */
    public String version() {
        return qdrant.await("ask for the version", () -> qdrant.server()
                        .healthCheck(HealthCheckRequest.getDefaultInstance()))
                .getVersion();
    }

    /**
     * Empty if there is no such collection.
     *
     * @throws MigrationException of kind SCHEMA_MISMATCH if it takes something else than one unnamed vector
     */
    public Optional<CollectionShape> describe(String collection) {
        String doing = "look at collection " + collection;
        GetCollectionInfoRequest request = GetCollectionInfoRequest.newBuilder()
                .setCollectionName(collection)
                .build();
        try {
            var answer = qdrant.tryAwait(doing, () -> qdrant.collections().get(request));
            return Optional.of(Shapes.of(collection, answer.getResult()));
        } catch (ExecutionException e) {
            if (Status.fromThrowable(e).getCode() == Status.Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw qdrant.failed(e, doing);
        }
    }

    /**
     * Refuses a collection that is there and does not fit.
     *
     * @param model named in the message
     */
    public void check(String collection, int dimensions, String model) {
        describe(collection).ifPresent(shape -> Shapes.requireFit(collection, shape, dimensions, model));
    }

    /** As {@link #check}, and creates the collection if it is missing. */
    public void ensure(String collection, int dimensions, String model) {
        create(collection, dimensions, Distance.Cosine);
        check(collection, dimensions, model);
    }

    /** Creates a collection unless there is one of that name. Two that create it at once are no trouble. */
    public void create(String collection, int dimensions, Distance distance) {
        if (describe(collection).isPresent()) {
            return;
        }
        CreateCollection.Builder request = CreateCollection.newBuilder().setCollectionName(collection);
        request.getVectorsConfigBuilder()
                .setParams(VectorParams.newBuilder().setSize(dimensions).setDistance(distance));
        String doing = "create collection " + collection;
        try {
            qdrant.tryAwait(doing, () -> qdrant.collections().create(request.build()));
        } catch (ExecutionException e) {
            // Which status says "it is there already" depends on the server's version; looking again does not.
            if (describe(collection).isEmpty()) {
                throw qdrant.failed(e, doing);
            }
        }
    }

    /** Of those points that exist, those of the payload fields that hold text. */
    public Map<PointId, Map<String, String>> payloads(String collection, Collection<PointId> ids, List<String> fields) {
        Map<PointId, Map<String, String>> found = new LinkedHashMap<>();
        GetPoints.Builder request =
                GetPoints.newBuilder().setCollectionName(collection).setWithPayload(Messages.only(fields));
        get(request, ids, point -> {
            Map<String, String> texts = new LinkedHashMap<>();
            point.getPayloadMap().forEach((field, value) -> {
                if (value.hasStringValue()) {
                    texts.put(field, value.getStringValue());
                }
            });
            found.put(id(point.getId()), texts);
        });
        return found;
    }

    /** Those of the points that exist, whole. */
    public List<Point> points(String collection, Collection<PointId> ids) {
        List<Point> found = new ArrayList<>();
        GetPoints.Builder request = GetPoints.newBuilder()
                .setCollectionName(collection)
                .setWithPayload(WithPayloadSelectorFactory.enable(true))
                .setWithVectors(WithVectorsSelectorFactory.enable(true));
        get(
                request,
                ids,
                point -> found.add(new Point(
                        id(point.getId()),
                        Messages.vector(point.getVectors()),
                        Messages.payloadOf(point.getPayloadMap()))));
        return found;
    }

    /** The vectors of those points that exist. */
    public List<StoredVector> vectors(String collection, Collection<PointId> ids) {
        List<StoredVector> found = new ArrayList<>();
        GetPoints.Builder request = GetPoints.newBuilder()
                .setCollectionName(collection)
                .setWithPayload(WithPayloadSelectorFactory.enable(false))
                .setWithVectors(WithVectorsSelectorFactory.enable(true));
        get(request, ids, point -> found.add(new StoredVector(id(point.getId()), Messages.vector(point.getVectors()))));
        return found;
    }

    private void get(GetPoints.Builder request, Collection<PointId> ids, Consumer<RetrievedPoint> onPoint) {
        String doing = "read points of collection " + request.getCollectionName();
        Chunks.forEach(ids, id -> 0, READ_AT_A_TIME, Chunks.MAX_BYTES, chunk -> {
            request.clearIds();
            chunk.forEach(id -> request.addIds(id(id)));
            qdrant.await(doing, () -> qdrant.points().get(request.build()))
                    .getResultList()
                    .forEach(onPoint);
        });
    }

    /** Writes the points, in order, over any with the same ids. */
    public void upsert(String collection, List<Point> points) {
        String doing = "write points into collection " + collection;
        // Made one request at a time, so that a large batch is not held twice.
        Iterable<PointStruct> messages =
                () -> points.stream().map(Messages::point).iterator();
        Chunks.forEach(messages, PointStruct::getSerializedSize, chunk -> {
            UpsertPoints request = UpsertPoints.newBuilder()
                    .setCollectionName(collection)
                    .setWait(true)
                    .addAllPoints(chunk)
                    .build();
            write(doing, () -> qdrant.points().upsert(request));
        });
    }

    /** Replaces the whole payload of one point and leaves its vector. */
    public void overwritePayload(String collection, PointId id, Map<String, ? extends @Nullable Object> payload) {
        SetPayloadPoints.Builder request = SetPayloadPoints.newBuilder()
                .setCollectionName(collection)
                .setWait(true)
                .putAllPayload(Messages.payload(payload));
        request.getPointsSelectorBuilder().getPointsBuilder().addIds(id(id));
        write("write a payload into collection " + collection, () -> qdrant.points()
                .overwritePayload(request.build()));
    }

    /** Deletes those of the points that exist. */
    public void delete(String collection, Collection<PointId> ids) {
        String doing = "delete points of collection " + collection;
        Chunks.forEach(ids, id -> 0, chunk -> {
            DeletePoints.Builder request =
                    DeletePoints.newBuilder().setCollectionName(collection).setWait(true);
            chunk.forEach(id -> request.getPointsBuilder().getPointsBuilder().addIds(id(id)));
            write(doing, () -> qdrant.points().delete(request.build()));
        });
    }

    private void write(String doing, Supplier<ListenableFuture<PointsOperationResponse>> call) {
        UpdateStatus status = qdrant.await(doing, call).getResult().getStatus();
        if (status != UpdateStatus.Completed) {
            throw new MigrationException(
                    FailureKind.TIMEOUT,
                    "could not " + doing + ": Qdrant took it but has not applied it (" + status
                            + "): is it overloaded?");
        }
    }

    /** The exact number of points. */
    public long count(String collection) {
        CountPoints request = CountPoints.newBuilder()
                .setCollectionName(collection)
                .setExact(true)
                .build();
        return qdrant.await("count the points of collection " + collection, () -> qdrant.points()
                        .count(request))
                .getResult()
                .getCount();
    }

    /**
     * Reads points in the order of their ids, without vectors.
     *
     * @param offset where to begin, null for the first point
     * @param fields of the payload; an empty list is none
     * @param equal only points with these texts in these payload fields; null for all
     */
    public Page scroll(
            String collection,
            @Nullable PointId offset,
            int limit,
            List<String> fields,
            @Nullable Map<String, String> equal) {
        ScrollPoints.Builder request = ScrollPoints.newBuilder()
                .setCollectionName(collection)
                .setLimit(limit)
                .setWithPayload(Messages.only(fields));
        if (offset != null) {
            request.setOffset(id(offset));
        }
        if (equal != null) {
            equal.forEach(
                    (field, text) -> request.getFilterBuilder().addMust(ConditionFactory.matchKeyword(field, text)));
        }
        ScrollResponse answer = qdrant.await(
                "read collection " + collection, () -> qdrant.points().scroll(request.build()));
        List<Stored> points = answer.getResultList().stream()
                .map(point -> new Stored(id(point.getId()), Messages.payloadOf(point.getPayloadMap())))
                .toList();
        return new Page(points, answer.hasNextPageOffset() ? id(answer.getNextPageOffset()) : null);
    }

    /** The nearest points, the nearest first, with their payloads. */
    public List<Hit> search(String collection, float[] vector, int limit) {
        QueryPoints request = QueryPoints.newBuilder()
                .setCollectionName(collection)
                .setQuery(QueryFactory.nearest(vector))
                .setLimit(limit)
                .setWithPayload(WithPayloadSelectorFactory.enable(true))
                .build();
        return qdrant
                .await("search collection " + collection, () -> qdrant.points().query(request))
                .getResultList()
                .stream()
                .map(point -> new Hit(id(point.getId()), point.getScore(), Messages.payloadOf(point.getPayloadMap())))
                .toList();
    }

    /** Ends the connection; calls under way fail. */
    @Override
    public void close() {
        qdrant.close();
    }
}
