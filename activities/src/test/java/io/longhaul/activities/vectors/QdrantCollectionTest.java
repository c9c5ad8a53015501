package io.longhaul.activities.vectors;

import static io.longhaul.activities.vectors.VectorsWorld.failure;
import static io.longhaul.activities.vectors.VectorsWorld.record;
import static io.longhaul.activities.vectors.VectorsWorld.vector;
import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.activities.collection.Metric;
import io.longhaul.activities.collection.SourceCollection;
import io.longhaul.activities.embed.PointIds;
import io.longhaul.activities.qdrant.Point;
import io.longhaul.activities.qdrant.PointId;
import io.longhaul.activities.qdrant.QdrantSettings;
import io.longhaul.activities.qdrant.QdrantSink;
import io.longhaul.embedded.qdrant.LocalQdrant;
import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.BatchScope;
import io.longhaul.workflows.engine.Check;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.vectors.Destination;
import io.longhaul.workflows.vectors.Origin;
import io.longhaul.workflows.vectors.VectorIndex;
import io.longhaul.workflows.vectors.VectorType;
import io.longhaul.workflows.vectors.VectorsSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The same collections into Qdrant. */
class QdrantCollectionTest extends InVectorsWorld {

    private static final String UUID = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

    @TempDir
    Path data;

    private LocalQdrant qdrant;
    private QdrantSink sink;

    @BeforeEach
    void begin() throws IOException {
        qdrant = LocalQdrant.start(data, 0);
        sink = new QdrantSink(new QdrantSettings("127.0.0.1", qdrant.port(), false, null));
    }

    @AfterEach
    void end() throws IOException {
        sink.close();
        qdrant.close();
    }

    private VectorsWorld intoQdrant(String space) {
        VectorsWorld world = world(space, sink, null);
        world.spec =
                new VectorsSpec(world.spec.source(), new Destination.Qdrant("memos"), world.spec.constants(), false);
        return world;
    }

    @ParameterizedTest
    @CsvSource({
        "cosine, vectors of the same direction",
        "l2, vectors equal bit for bit",
        "ip, vectors equal bit for bit"
    })
    void everyRecordArrivesUnderAnIdThatFollowsFromItsOwn(String space, String check) {
        VectorsWorld world = intoQdrant(space).with(250, 8);
        world.chroma.add(
                world.name,
                List.of(
                        record(UUID, vector(new Random(1), 8), "a", 1),
                        record("42", vector(new Random(2), 8), "b", 2)));

        assertThat(world.migrate(100)).isEqualTo(new BatchCounts(252, 0, 0, 0));

        Verification found = world.verify();
        assertThat(found.examples()).isEmpty();
        assertThat(found.passed()).isTrue();
        assertThat(found.checks())
                .contains(
                        new Check("records in the target", 252, 0, true),
                        new Check(check, 252, 0, true),
                        new Check("documents and metadata as in the source", 252, 0, true));
        List<Point> kept = sink.points("memos", List.of(PointId.parse(UUID), PointId.of(42)));
        assertThat(kept).hasSize(2);
        assertThat(kept.get(0).payload())
                .containsEntry("page_content", "a")
                .containsEntry("_key", UUID)
                .containsEntry("_source", world.name);
        assertThat((Map<?, ?>) kept.get(0).payload().get("metadata"))
                .isEqualTo(Map.of(
                        "number", 1L, "share", 1 / 7.0, "odd", true, "title", "Ä \"1\" \\ ☃", "user_id", "7f3c"));
    }

    @Test
    void aBatchThatIsWrittenAgainLeavesNoDouble() {
        VectorsWorld world = intoQdrant("cosine").with(100, 8);
        PlannedBatch batch = world.begin(100).get(0);
        world.stores
                .target(world.spec)
                .copy(
                        world.job,
                        0,
                        "records",
                        taker -> world.stores.source(world.spec).read(0, 60, taker),
                        () -> {});

        assertThat(world.copy(batch)).isEqualTo(new BatchCounts(100, 0, 0, 0));
        assertThat(sink.count("memos")).isEqualTo(100);
    }

    @Test
    void aPointThatIsChangedOrLostIsNoticed() {
        VectorsWorld world = intoQdrant("cosine").with(100, 8);
        world.migrate(100);
        List<PointId> ids =
                world.stores.target(world.spec).nearest(world.job, vector(new Random(3), 8), 2, () -> {}).ids().stream()
                        .map(key -> PointIds.of(world.name, SourceKey.of(key), false, 0))
                        .toList();
        sink.delete("memos", List.of(ids.get(0)));
        sink.overwritePayload("memos", ids.get(1), Map.of("_source", world.name, "_key", "x"));

        Verification found = world.verify();

        assertThat(found.passed()).isFalse();
        assertThat(found.examples())
                .hasSize(2)
                .anyMatch(example -> example.startsWith("missing: r"))
                .anyMatch(example -> example.startsWith("another document or other metadata: r"));
    }

    @Test
    void aPointOfARecordThatIsGoneIsNoticed() {
        VectorsWorld world = intoQdrant("cosine").with(100, 8);
        world.migrate(100);
        world.chroma.delete(world.name, "r3");
        assertThat(world.migrate(100)).isEqualTo(new BatchCounts(99, 0, 0, 0));

        Verification found = world.verify();

        assertThat(found.findings()).isEqualTo("99 of 100 points of the source, each of a record that was copied");
    }

    @Test
    void aCollectionThatHasOnlyTheNameIsAnother() {
        VectorsWorld world = intoQdrant("cosine").with(1, 8);
        world.migrate(100);
        PointId point = PointIds.of(world.name, SourceKey.of("r1"), false, 0);
        sink.overwritePayload("memos", point, Map.of("_source", world.name, "_source_id", "another"));

        assertThat(failure(() -> world.begin(100)).getOriginalMessage())
                .contains("holds points that are not of " + world.name + " as it is now, but of another of its name");
    }

    @Test
    void aVectorThatIsNoNumberIsNearNone() {
        float[] vector = {3, 4e-4f};
        assertThat(QdrantCollection.near(vector, new float[] {1, 1.3333333e-4f}))
                .isTrue();
        assertThat(QdrantCollection.near(vector, new float[] {1, 1.335e-4f})).isFalse();
        assertThat(QdrantCollection.near(vector, new float[] {Float.NaN, 1.3333333e-4f}))
                .isFalse();
    }

    @Test
    void aCollectionOfSomebodyElseIsLeftAsItIs() {
        VectorsWorld world = intoQdrant("cosine").with(10, 8);
        world.migrate(100);
        VectorsWorld other = intoQdrant("cosine").with(10, 8);
        assertThat(failure(() -> other.begin(100)).getOriginalMessage())
                .contains("holds points that are not of " + other.name);
        VectorsWorld wider = intoQdrant("cosine").with(10, 9);
        assertThat(failure(() -> wider.begin(100)).getOriginalMessage())
                .contains("has 8 dimensions compared by Cosine");

        assertThat(world.stores.target(world.spec).reset(world.job, () -> {}))
                .containsExactly("points of " + world.name + " in collection memos");
        assertThat(sink.count("memos")).isZero();
    }

    @ParameterizedTest
    @EnumSource(VectorType.class)
    void whatArrivedInPostgresGoesOnIntoQdrant(VectorType type) {
        VectorsWorld world = world("cosine", sink, null).with(250, 8);
        world.spec = world.spec("first", type, VectorIndex.HNSW);
        world.migrate(100);
        SourceCollection chroma = world.stores.source(world.spec);
        world.spec = new VectorsSpec(
                new Origin.PgVector(world.schema, "first"), new Destination.Qdrant("memos"), Map.of(), false);
        assertThat(world.stores.source(world.spec).facts().metric()).isEqualTo(Metric.COSINE);

        assertThat(world.migrate(100)).isEqualTo(new BatchCounts(250, 0, 0, 0));

        Verification found = world.verify();
        assertThat(found.examples()).isEmpty();
        assertThat(found.findings()).isEmpty();
        float[] query = vector(new Random(3), 8);
        assertThat(world.stores
                        .target(world.spec)
                        .nearest(world.job, query, 1, () -> {})
                        .ids())
                .isEqualTo(chroma.nearest(query, 1));
        PointId seventh = PointIds.of(world.schema + ".first", SourceKey.of("r7"), false, 0);
        assertThat((Map<?, ?>)
                        sink.points("memos", List.of(seventh)).get(0).payload().get("metadata"))
                .isEqualTo(Map.of("number", 7L, "share", 1.0, "odd", true, "title", "Ä \"7\" \\ ☃", "user_id", "7f3c"));
    }

    @Test
    void whatAPayloadCantHoldIsAFailedRecord() {
        VectorsWorld world = world("cosine", sink, null).with(20, 8);
        world.migrate(100);
        world.execute("UPDATE $.langchain_pg_embedding SET cmetadata = '[1]' WHERE id = 'r3'");
        world.execute(
                "UPDATE $.langchain_pg_embedding SET cmetadata = '{\"n\": 9223372036854775808123}' WHERE id = 'r4'");
        world.spec = new VectorsSpec(
                new Origin.PgVector(world.schema, "memos"), new Destination.Qdrant("memos"), Map.of(), false);
        List<PlannedBatch> batches = world.begin(7);

        assertThat(batches.stream().map(world::copy).reduce(BatchCounts.NONE, BatchCounts::plus))
                .isEqualTo(new BatchCounts(18, 2, 0, 0));

        assertThat(world.failures())
                .hasSize(2)
                .containsEntry("r3", "its metadata are no JSON object")
                .hasEntrySatisfying("r4", reason -> assertThat(reason).contains("neither an integer of 64 bits"));
        assertThat(world.verify().findings()).isEmpty();
        world.execute("DELETE FROM $.langchain_pg_embedding WHERE id = 'r5'");
        KeyRange all = new KeyRange(
                null, ((BatchScope.Keys) batches.get(2).scope()).range().until());
        assertThat(failure(() -> world.activities.verifyRange(world.job, world.spec, all))
                        .getOriginalMessage())
                .contains("has not as many records up to position 20 as when the run began");
    }

    @Test
    void aCollectionThatPostgresDoesNotHaveIsNamed() {
        VectorsWorld world = world("cosine", sink, null).with(5, 8);
        world.migrate(100);
        world.spec = new VectorsSpec(
                new Origin.PgVector(world.schema, "nosuch"), new Destination.Qdrant("memos"), Map.of(), false);

        assertThat(failure(() -> world.begin(100)).getOriginalMessage())
                .contains("has no collection nosuch in schema " + world.schema);
    }
}
