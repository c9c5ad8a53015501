package io.longhaul.embedded.qdrant;

import static io.longhaul.embedded.qdrant.QdrantFixture.all;
import static io.longhaul.embedded.qdrant.QdrantFixture.answer;
import static io.longhaul.embedded.qdrant.QdrantFixture.assertRefused;
import static io.longhaul.embedded.qdrant.QdrantFixture.point;
import static io.longhaul.embedded.qdrant.QdrantFixture.text;
import static io.qdrant.client.ConditionFactory.matchKeyword;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.ValueFactory.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.grpc.Status.Code;
import io.qdrant.client.VectorOutputHelper;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.UpdateResult;
import io.qdrant.client.grpc.Points.UpdateStatus;
import io.qdrant.client.grpc.Points.UpsertPoints;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

interface WritesContract extends QdrantFixture {
    @Test
    default void anUpsertThatWaitsIsCompletedAndTheOtherKindIsAcknowledged() {
        createCollection(Distance.Dot, 1);
        UpsertPoints upsert = UpsertPoints.newBuilder()
                .setCollectionName(collection())
                .addPoints(point(1, Map.of(), 1))
                .build();

        UpdateResult waited =
                answer(client().upsertAsync(upsert.toBuilder().setWait(true).build()));
        UpdateResult sent =
                answer(client().upsertAsync(upsert.toBuilder().setWait(false).build()));

        assertThat(waited.getStatus()).isEqualTo(UpdateStatus.Completed);
        assertThat(sent.getStatus()).isEqualTo(UpdateStatus.Acknowledged);
    }

    @Test
    default void aPointComesBackAsItWasStored() {
        createCollection(Distance.Dot, 3);
        upsert(point(7, Map.of("text", value("a gloss"), "n", value(42), "ok", value(true)), 1.5f, -2, 0.25f));

        assertThat(payload(7)).isEqualTo(Map.of("text", value("a gloss"), "n", value(42), "ok", value(true)));
        assertThat(vector(7)).containsExactly(1.5f, -2f, 0.25f);
    }

    private List<Float> vector(long number) {
        return VectorOutputHelper.getDenseVector(stored(number).getVectors().getVector())
                .getDataList();
    }

    @Test
    default void anUpsertReplacesPayloadAndVectorOfAPoint() {
        createCollection(Distance.Dot, 2);
        upsert(point(1, Map.of("old", value("x"), "kept", value("no")), 1, 2));

        upsert(point(1, text("new", "y"), 3, 4));

        assertThat(count()).isEqualTo(1);
        assertThat(payload(1)).isEqualTo(text("new", "y"));
        assertThat(vector(1)).containsExactly(3f, 4f);
    }

    @Test
    default void theLastOfTwoPointsWithOneIdWins() {
        createCollection(Distance.Dot, 1);

        upsert(point(1, text("v", "first"), 1), point(1, text("v", "second"), 2));

        assertThat(payload(1)).isEqualTo(text("v", "second"));
    }

    @Test
    default void cosineVectorsAreStoredNormalised() {
        createCollection(Distance.Cosine, 2);
        upsert(point(1, Map.of(), 3, 4));

        assertThat(vector(1).get(0)).isCloseTo(0.6f, within(1e-6f));
        assertThat(vector(1).get(1)).isCloseTo(0.8f, within(1e-6f));
    }

    @Test
    default void uuidsAreIdsInAnyNotationAndComeBackHyphenated() {
        createCollection(Distance.Dot, 1);
        UUID uuid = UUID.fromString("0a1b2c3d-4e5f-6789-abcd-ef0123456789");
        PointId bare =
                PointId.newBuilder().setUuid(uuid.toString().replace("-", "")).build();

        upsert(point(bare, Map.of(), 1));

        assertThat(answer(client().retrieveAsync(collection(), id(uuid), null))
                        .get(0)
                        .getId()
                        .getUuid())
                .isEqualTo(uuid.toString());
    }

    @Test
    default void idsUseAllSixtyFourBits() {
        createCollection(Distance.Dot, 1);

        upsert(point(-1L, Map.of(), 1));

        assertThat(stored(-1L).getId().getNum()).isEqualTo(-1L);
    }

    @Test
    default void anIdThatIsNoUuidIsRefused() {
        createCollection(Distance.Dot, 1);
        PointId nonsense = PointId.newBuilder().setUuid("memo-1").build();

        assertRefused(
                client().upsertAsync(collection(), List.of(point(nonsense, Map.of(), 1))),
                Code.INVALID_ARGUMENT,
                "Unable to parse UUID: memo-1");
    }

    @Test
    default void aVectorOfAnotherSizeIsRefusedAndNothingOfItsBatchIsStored() {
        createCollection(Distance.Cosine, 4);

        assertRefused(
                client().upsertAsync(
                                collection(), List.of(point(1, Map.of(), 1, 2, 3, 4), point(2, Map.of(), 1, 2, 3))),
                Code.INVALID_ARGUMENT,
                "Vector dimension error: expected dim: 4, got 3");
        assertThat(count()).isZero();
    }

    @Test
    default void aPointWithoutAVectorIsRefused() {
        createCollection(Distance.Dot, 1);
        PointStruct bare = PointStruct.newBuilder().setId(id(1)).build();

        assertRefused(client().upsertAsync(collection(), List.of(bare)), Code.INVALID_ARGUMENT, "");
    }

    @Test
    default void pointsAreDeletedByIdAndUnknownOnesAreNoError() {
        createCollection(Distance.Dot, 1);
        upsert(point(1, Map.of(), 1), point(2, Map.of(), 1), point(3, Map.of(), 1));

        answer(client().deleteAsync(collection(), List.of(id(1), id(3), id(99))));

        assertThat(count()).isEqualTo(1);
        assertThat(stored(2).getId()).isEqualTo(id(2));
    }

    @Test
    default void pointsAreDeletedByFilter() {
        createCollection(Distance.Dot, 1);
        upsert(point(1, text("member", "a"), 1), point(2, text("member", "b"), 1));

        answer(client().deleteAsync(collection(), all(matchKeyword("member", "a"))));

        assertThat(count()).isEqualTo(1);
        assertThat(payload(2)).isEqualTo(text("member", "b"));
    }
}
