package io.longhaul.embedded.qdrant;

import static io.longhaul.embedded.qdrant.QdrantFixture.params;
import static io.longhaul.embedded.qdrant.QdrantFixture.point;
import static io.longhaul.embedded.qdrant.QdrantFixture.text;
import static io.qdrant.client.ConditionFactory.isEmpty;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.ClearPayloadPoints;
import io.qdrant.client.grpc.Points.CreateFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.FieldType;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.UpsertPoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredCollectionTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("c.log");
    }

    private StoredCollection created() throws IOException {
        CreateCollection.Builder definition = CreateCollection.newBuilder().setCollectionName("c");
        definition.getVectorsConfigBuilder().setParams(params(Distance.Cosine, 3));
        return StoredCollection.create(file(), definition.build());
    }

    private static void upsert(StoredCollection collection, List<PointStruct> points) {
        UpsertPoints request = UpsertPoints.newBuilder().addAllPoints(points).build();
        collection.update(table -> UpdatePlan.upsert(table, request));
    }

    /** Leaves a log in which each of the 100 points was written 20 times. */
    private void writeMostlyDeadLog() throws IOException {
        StoredCollection collection = created();
        collection.createIndex(CreateFieldIndexCollection.newBuilder()
                .setFieldName("round")
                .setFieldType(FieldType.FieldTypeKeyword)
                .build());
        for (int round = 0; round < 20; round++) {
            Map<String, Value> payload = text("round", "round " + round);
            upsert(
                    collection,
                    LongStream.range(0, 100)
                            .mapToObj(n -> point(n, payload, 1, 2, 3))
                            .toList());
        }
        // Not closed, as that would compact: this is how a kill leaves it.
    }

    private static List<PointStruct> points(StoredCollection collection) {
        return collection.read(table -> table.from(null).entrySet().stream()
                .map(point -> point.getValue().toProto(point.getKey()))
                .toList());
    }

    @Test
    void aMostlyDeadLogIsRewrittenAtTheStartWithoutChangingAnything() throws IOException {
        writeMostlyDeadLog();
        long before = Files.size(file());

        StoredCollection collection = StoredCollection.open(file()).orElseThrow();
        List<PointStruct> points = points(collection);
        long after = Files.size(file());
        upsert(collection, List.of(point(1_000, Map.of(), 1, 2, 3)));
        collection.close();
        StoredCollection again = StoredCollection.open(file()).orElseThrow();

        assertThat(after).isLessThan(before / 10);
        assertThat(points).hasSize(100).allSatisfy(point -> assertThat(point.getPayloadMap())
                .isEqualTo(text("round", "round 19")));
        assertThat(points(again)).hasSize(101).containsAll(points);
        assertThat(again.info().getPayloadSchemaMap()).containsKey("round");
        again.close();
    }

    @Test
    void aMostlyDeadLogIsRewrittenAtTheEnd() throws IOException {
        StoredCollection collection = created();
        for (int i = 0; i < 1_500; i++) {
            upsert(collection, List.of(point(1, Map.of(), 1, 2, i)));
        }
        long before = Files.size(file());

        collection.close();

        assertThat(Files.size(file())).isLessThan(before / 100);
    }

    @Test
    void aLogThatIsMostlyAliveIsLeftAlone() throws IOException {
        StoredCollection collection = created();
        upsert(
                collection,
                LongStream.range(0, 3_000)
                        .mapToObj(n -> point(n, Map.of(), 1, 2, 3))
                        .toList());
        long before = Files.size(file());

        collection.close();

        assertThat(Files.size(file())).isEqualTo(before);
    }

    @Test
    void whatAnInterruptedCompactionLeftIsRemoved() throws IOException {
        created().close();
        Path unfinished = Files.writeString(directory.resolve("c.log" + Compaction.UNFINISHED), "half");

        Catalog catalog = Catalog.open(directory);

        assertThat(unfinished).doesNotExist();
        assertThat(catalog.names()).containsExactly("c");
        catalog.close();
    }

    @Test
    void aCollectionWhoseCreationWasCutShortNeverWas() throws IOException {
        created().close();
        byte[] whole = Files.readAllBytes(file());
        for (int length : new int[] {0, 5, 8, 15, whole.length - 1}) {
            Files.write(file(), Arrays.copyOf(whole, length));

            Catalog catalog = Catalog.open(directory);

            assertThat(catalog.names()).as("cut at %s", length).isEmpty();
            assertThat(file()).doesNotExist();
            catalog.close();
        }
    }

    @Test
    void updatesThatSelectNothingDoNotSpoilTheLog() throws IOException {
        StoredCollection collection = created();
        PointsSelector nobody = PointsSelector.newBuilder()
                .setFilter(QdrantFixture.all(isEmpty("anything")))
                .build();
        upsert(collection, List.of());
        collection.update(table -> UpdatePlan.delete(
                table, DeletePoints.newBuilder().setPoints(nobody).build()));
        collection.update(table -> UpdatePlan.clearPayload(
                table, ClearPayloadPoints.newBuilder().setPoints(nobody).build()));
        collection.close();

        StoredCollection again = StoredCollection.open(file()).orElseThrow();
        assertThat(points(again)).isEmpty();
        again.close();
    }

    @Test
    void aWriteTheDiskRefusesFailsAndIsNotSeen() throws IOException {
        StoredCollection collection = created();
        upsert(collection, List.of(point(1, Map.of(), 1, 2, 3)));
        collection.close(); // from here on, no write reaches the file

        assertThatThrownBy(() -> upsert(collection, List.of(point(2, Map.of(), 1, 2, 3))))
                .isInstanceOfSatisfying(StatusRuntimeException.class, failure -> assertThat(
                                failure.getStatus().getCode())
                        .isIn(Status.Code.INTERNAL, Status.Code.RESOURCE_EXHAUSTED))
                .hasMessageContaining("nothing was changed");

        assertThat(points(collection)).hasSize(1);
    }
}
