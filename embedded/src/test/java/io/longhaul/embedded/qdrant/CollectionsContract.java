package io.longhaul.embedded.qdrant;

import static io.longhaul.embedded.qdrant.QdrantFixture.answer;
import static io.longhaul.embedded.qdrant.QdrantFixture.assertRefused;
import static io.longhaul.embedded.qdrant.QdrantFixture.params;
import static io.longhaul.embedded.qdrant.QdrantFixture.point;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status.Code;
import io.qdrant.client.grpc.Collections.CollectionInfo;
import io.qdrant.client.grpc.Collections.CollectionStatus;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.PayloadSchemaType;
import io.qdrant.client.grpc.Collections.VectorParams;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

interface CollectionsContract extends QdrantFixture {
    @Test
    default void theHealthCheckTellsAVersion() {
        assertThat(answer(client().healthCheckAsync()).getVersion()).matches("\\d+\\.\\d+.*");
    }

    @Test
    default void aCreatedCollectionShowsItsVectorsAndIsGreenAndEmpty() {
        createCollection(Distance.Cosine, 3);

        CollectionInfo info = answer(client().getCollectionInfoAsync(collection()));

        assertThat(info.getStatus()).isEqualTo(CollectionStatus.Green);
        assertThat(info.getPointsCount()).isZero();
        VectorParams vectors = info.getConfig().getParams().getVectorsConfig().getParams();
        assertThat(vectors.getSize()).isEqualTo(3);
        assertThat(vectors.getDistance()).isEqualTo(Distance.Cosine);
    }

    @Test
    default void aCollectionCountsItsPoints() {
        createCollection(Distance.Dot, 1);
        upsert(point(1, Map.of(), 1), point(2, Map.of(), 2));

        assertThat(answer(client().getCollectionInfoAsync(collection())).getPointsCount())
                .isEqualTo(2);
    }

    @Test
    default void aCreatedCollectionIsListedAndExists() {
        assertThat(answer(client().collectionExistsAsync(collection()))).isFalse();

        createCollection(Distance.Dot, 2);

        assertThat(answer(client().collectionExistsAsync(collection()))).isTrue();
        assertThat(answer(client().listCollectionsAsync())).contains(collection());
    }

    @Test
    default void creatingACollectionTwiceIsRefused() {
        createCollection(Distance.Dot, 2);

        assertRefused(
                client().createCollectionAsync(collection(), params(Distance.Dot, 2)),
                Code.ALREADY_EXISTS,
                "Collection `" + collection() + "` already exists!");
    }

    @Test
    default void aDeletedCollectionIsGoneWithItsPoints() {
        createCollection(Distance.Dot, 1);
        upsert(point(1, Map.of(), 1));

        answer(client().deleteCollectionAsync(collection()));

        assertThat(answer(client().collectionExistsAsync(collection()))).isFalse();
        createCollection(Distance.Dot, 1);
        assertThat(count()).isZero();
    }

    @Test
    default void deletingAnUnknownCollectionIsReportedByTheClient() {
        assertThatThrownBy(() -> client().deleteCollectionAsync(collection()).get(30, TimeUnit.SECONDS))
                .hasMessageContaining(collection());
    }

    @Test
    default void anUnknownCollectionIsNotFound() {
        String words = "Collection `" + collection() + "` doesn't exist!";

        assertRefused(client().getCollectionInfoAsync(collection()), Code.NOT_FOUND, words);
        assertRefused(client().countAsync(collection()), Code.NOT_FOUND, words);
        assertRefused(client().upsertAsync(collection(), List.of(point(1, Map.of(), 1))), Code.NOT_FOUND, words);
    }

    @Test
    default void aVectorWithoutDimensionsIsRefused() {
        assertRefused(client().createCollectionAsync(collection(), params(Distance.Dot, 0)), Code.INVALID_ARGUMENT, "");
    }

    @Test
    default void aPayloadIndexIsAcceptedAndShown() {
        createCollection(Distance.Dot, 1);

        answer(client().createPayloadIndexAsync(
                        collection(), "member", PayloadSchemaType.Keyword, null, true, null, null));

        assertThat(answer(client().getCollectionInfoAsync(collection()))
                        .getPayloadSchemaMap()
                        .get("member")
                        .getDataType())
                .isEqualTo(PayloadSchemaType.Keyword);
    }

    @Test
    default void aDeletedPayloadIndexIsGone() {
        createCollection(Distance.Dot, 1);
        answer(client().createPayloadIndexAsync(
                        collection(), "member", PayloadSchemaType.Keyword, null, true, null, null));

        answer(client().deletePayloadIndexAsync(collection(), "member", true, null, null));

        assertThat(answer(client().getCollectionInfoAsync(collection())).getPayloadSchemaMap())
                .isEmpty();
    }
}
