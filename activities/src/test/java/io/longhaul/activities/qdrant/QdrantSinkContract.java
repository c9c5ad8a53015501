package io.longhaul.activities.qdrant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for every server that speaks Qdrant's gRPC. */
abstract class QdrantSinkContract {

    private static final String MODEL = "text-embedding-3-small";
    private static final List<String> NO_FIELDS = List.of();

    private final String memos = "memos-" + UUID.randomUUID();
    private QdrantSettings settings;
    private QdrantSink sink;

    /** The server under test, which is running. */
    abstract QdrantSettings server() throws Exception;

    @BeforeEach
    void connect() throws Exception {
        settings = server();
        sink = new QdrantSink(settings);
    }

    @AfterEach
    void removeCollection() throws Exception {
        sink.close();
        withClient(client -> {
            if (client.collectionExistsAsync(memos).get()) {
                client.deleteCollectionAsync(memos).get();
            }
        });
    }

    @Test
    void theServerTellsItsVersion() {
        assertThat(sink.version()).matches("\\d+\\..*");
    }

    @Test
    void aMissingCollectionIsCreatedOnceAndFitsAfterwards() {
        assertThat(sink.describe(memos)).isEmpty();
        sink.check(memos, 4, MODEL);
        assertThat(sink.describe(memos)).isEmpty();

        sink.ensure(memos, 4, MODEL);
        sink.ensure(memos, 4, MODEL);

        assertThat(sink.describe(memos)).hasValue(new CollectionShape(4, "Cosine", 0));
    }

    @Test
    void manyThatCreateItAtOnceAllSucceed() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Callable<Void>> creators = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            creators.add(() -> {
                sink.ensure(memos, 4, MODEL);
                return null;
            });
        }
        for (Future<Void> creator : threads.invokeAll(creators)) {
            creator.get();
        }
        threads.shutdown();
        assertThat(sink.describe(memos)).isPresent();
    }

    @Test
    void aCollectionOfOtherDimensionsIsRefusedWithTheWayOut() {
        sink.ensure(memos, 384, "MiniLM");
        String message = "collection " + memos + " has 384 dimensions, text-embedding-3-small gives 1536: "
                + "name another collection or set EMBEDDING_DIMENSIONS=384";
        assertMismatch(() -> sink.ensure(memos, 1536, MODEL), message);
        assertMismatch(() -> sink.check(memos, 1536, MODEL), message);
    }

    @Test
    void aCollectionThatComparesInAnotherWayIsRefused() throws Exception {
        withClient(client ->
                client.createCollectionAsync(memos, vectors(Distance.Euclid)).get());
        assertMismatch(() -> sink.ensure(memos, 4, MODEL), "Euclid");
    }

    @Test
    void whatIsWrittenIsReadBack() {
        sink.ensure(memos, 2, MODEL);
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("text", "häuser 🏠");
        payload.put("long", Long.MIN_VALUE);
        payload.put("int", 7);
        payload.put("double", 0.1);
        payload.put("truth", true);
        payload.put("nothing", null);
        payload.put("list", Arrays.asList("a", 1L, null));
        payload.put("map", Map.of("inner", List.of(Map.of("deep", 2.5))));
        PointId uuid = PointId.of(UUID.randomUUID());
        PointId largest = PointId.of(-1);
        sink.upsert(memos, List.of(new Point(uuid, new float[] {3, 4}, payload), point(-1, 1, 0)));

        Map<String, Object> expected = new HashMap<>(payload);
        expected.put("int", 7L);
        assertThat(sink.scroll(memos, null, 10, new ArrayList<>(payload.keySet()), null)
                        .points())
                .contains(new Stored(uuid, expected))
                .extracting(Stored::id)
                .containsExactlyInAnyOrder(uuid, largest);
        assertThat(sink.vectors(memos, List.of(uuid, PointId.of(99))))
                .singleElement()
                .satisfies(stored -> {
                    assertThat(stored.id()).isEqualTo(uuid);
                    assertThat(stored.vector()).containsExactly(new float[] {0.6f, 0.8f}, within(1e-6f));
                });
    }

    @Test
    void writingAPointAgainReplacesIt() {
        sink.ensure(memos, 2, MODEL);
        sink.upsert(memos, List.of(new Point(PointId.of(1), new float[] {1, 0}, Map.of("old", "x", "name", "x"))));
        sink.upsert(memos, List.of(new Point(PointId.of(1), new float[] {0, 1}, Map.of("name", "y"))));

        assertThat(sink.count(memos)).isEqualTo(1);
        assertThat(sink.payloads(memos, List.of(PointId.of(1)), List.of("old", "name")))
                .isEqualTo(Map.of(PointId.of(1), Map.of("name", "y")));
        assertThat(sink.vectors(memos, List.of(PointId.of(1))).get(0).vector()).containsExactly(0, 1);
    }

    @Test
    void ofSeveralPointsWithOneIdTheLastIsKept() {
        sink.ensure(memos, 2, MODEL);
        sink.upsert(memos, List.of(point(1, 1, 0), point(1, 0, 1)));
        assertThat(sink.vectors(memos, List.of(PointId.of(1))).get(0).vector()).containsExactly(0, 1);
    }

    @Test
    void moreThanOneRequestHoldsIsWrittenReadAndDeleted() {
        sink.ensure(memos, 2, MODEL);
        List<PointId> ids = LongStream.range(0, 1_234).mapToObj(PointId::of).toList();
        sink.upsert(
                memos,
                ids.stream()
                        .map(id -> new Point(id, new float[] {1, 1}, Map.of("checksum", "c" + id, "n", 1)))
                        .toList());

        assertThat(sink.count(memos)).isEqualTo(1_234);
        assertThat(sink.payloads(memos, ids, List.of("checksum", "n")))
                .hasSize(1_234)
                .containsEntry(PointId.of(1_233), Map.of("checksum", "c1233"));
        assertThat(sink.vectors(memos, ids)).hasSize(1_234);
        sink.delete(memos, ids.subList(0, 1_200));
        sink.delete(memos, ids.subList(0, 1));
        assertThat(sink.count(memos)).isEqualTo(34);
    }

    @Test
    void nothingIsWrittenReadOrDeletedForNoPoints() {
        sink.upsert(memos, List.of());
        sink.delete(memos, List.of());
        assertThat(sink.payloads(memos, List.of(), List.of("checksum"))).isEmpty();
        assertThat(sink.describe(memos)).isEmpty();
    }

    @Test
    void aPayloadIsReplacedAsAWholeAndTheVectorStays() {
        sink.ensure(memos, 2, MODEL);
        sink.upsert(memos, List.of(new Point(PointId.of(1), new float[] {0, 1}, Map.of("old", "x"))));
        sink.overwritePayload(memos, PointId.of(1), Map.of("new", "y"));

        assertThat(sink.payloads(memos, List.of(PointId.of(1)), List.of("old", "new")))
                .containsEntry(PointId.of(1), Map.of("new", "y"));
        assertThat(sink.vectors(memos, List.of(PointId.of(1))).get(0).vector()).containsExactly(0, 1);
    }

    @Test
    void scrollingComesByEveryPointOnce() {
        sink.ensure(memos, 2, MODEL);
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            points.add(new Point(PointId.of(i), new float[] {1, 1}, Map.of("table", i % 2 == 0 ? "a" : "b")));
        }
        sink.upsert(memos, points);

        assertThat(all(null)).hasSize(25).doesNotHaveDuplicates();
        assertThat(all(Map.of("table", "a"))).hasSize(13).doesNotHaveDuplicates();
        assertThat(all(Map.of("table", "c"))).isEmpty();
        assertThat(sink.scroll(memos, null, 1, NO_FIELDS, null).points().get(0).payload())
                .isEmpty();
    }

    private List<PointId> all(Map<String, String> equal) {
        List<PointId> ids = new ArrayList<>();
        PointId next = null;
        do {
            Page page = sink.scroll(memos, next, 10, List.of("table"), equal);
            page.points().forEach(point -> ids.add(point.id()));
            next = page.next();
        } while (next != null);
        return ids;
    }

    @Test
    void searchGivesTheNearestFirst() {
        sink.ensure(memos, 2, MODEL);
        sink.upsert(memos, List.of(point(1, 1, 0), point(2, 0, 1), point(3, 1, 1)));

        List<Hit> hits = sink.search(memos, new float[] {1, 0.1f}, 2);
        assertThat(hits).extracting(Hit::id).containsExactly(PointId.of(1), PointId.of(3));
        assertThat(hits.get(0).score()).isGreaterThan(hits.get(1).score());
        assertThat(hits.get(0).payload()).isEqualTo(Map.of("n", 1L));
    }

    @Test
    void aVectorOfTheWrongSizeIsRefusedWithoutTheRecord() {
        sink.ensure(memos, 2, MODEL);
        assertThatThrownBy(() -> sink.upsert(
                        memos, List.of(new Point(PointId.of(1), new float[] {1, 2, 3}, Map.of("text", "private")))))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.SCHEMA_MISMATCH))
                .hasMessageContaining(memos)
                .hasMessageNotContaining("private");
        assertThat(sink.count(memos)).isZero();
    }

    @Test
    void aMissingCollectionIsNamed() {
        assertMismatch(() -> sink.count(memos), memos);
        assertMismatch(() -> sink.upsert(memos, List.of(point(1, 1, 0))), "QDRANT_COLLECTION_NAME");
    }

    private static Point point(long id, float x, float y) {
        return new Point(PointId.of(id), new float[] {x, y}, Map.of("n", id));
    }

    private static VectorParams vectors(Distance distance) {
        return VectorParams.newBuilder().setSize(4).setDistance(distance).build();
    }

    private static void assertMismatch(Runnable call, String words) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.SCHEMA_MISMATCH))
                .hasMessageContaining(words)
                .hasMessageNotContaining("\n");
    }

    private interface Use {
        void with(QdrantClient client) throws Exception;
    }

    /** Qdrant's own client, for what a migration never does. */
    private void withClient(Use use) throws Exception {
        QdrantGrpcClient.Builder grpc =
                QdrantGrpcClient.newBuilder(settings.host(), settings.port(), settings.tls(), false);
        if (settings.apiKey() != null) {
            grpc.withApiKey(settings.apiKey());
        }
        try (QdrantClient client = new QdrantClient(grpc.build())) {
            use.with(client);
        }
    }
}
