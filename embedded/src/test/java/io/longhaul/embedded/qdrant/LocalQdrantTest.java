package io.longhaul.embedded.qdrant;

import static io.longhaul.embedded.qdrant.QdrantFixture.all;
import static io.longhaul.embedded.qdrant.QdrantFixture.answer;
import static io.longhaul.embedded.qdrant.QdrantFixture.assertRefused;
import static io.longhaul.embedded.qdrant.QdrantFixture.params;
import static io.longhaul.embedded.qdrant.QdrantFixture.point;
import static io.qdrant.client.ConditionFactory.matchText;
import static io.qdrant.client.PointIdFactory.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status.Code;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Points.RecommendPoints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is LocalQdrant's own, and no business of a real Qdrant. */
class LocalQdrantTest {
    @TempDir
    Path data;

    private interface Use {
        void of(QdrantClient client) throws Exception;
    }

    private void served(Use use) throws Exception {
        try (LocalQdrant server = LocalQdrant.start(data, 0);
                QdrantClient client = new QdrantClient(client(server).build())) {
            use.of(client);
        }
    }

    private static QdrantGrpcClient.Builder client(LocalQdrant server) {
        return QdrantGrpcClient.newBuilder("127.0.0.1", server.port(), false);
    }

    @Test
    void theHealthCheckSaysThatThisIsNoRealQdrant() throws Exception {
        served(client ->
                assertThat(answer(client.healthCheckAsync()).getTitle()).startsWith("LocalQdrant"));
    }

    @Test
    void aCallWithoutTheApiKeyIsUnauthenticated() throws Exception {
        try (LocalQdrant server = LocalQdrant.start(data, 0, "secret");
                QdrantClient keyless = new QdrantClient(client(server).build());
                QdrantClient wrong =
                        new QdrantClient(client(server).withApiKey("guess").build());
                QdrantClient right =
                        new QdrantClient(client(server).withApiKey("secret").build())) {
            assertRefused(keyless.listCollectionsAsync(), Code.UNAUTHENTICATED, "Must provide an API key");
            assertRefused(wrong.listCollectionsAsync(), Code.UNAUTHENTICATED, "Invalid API key");
            assertThat(answer(right.listCollectionsAsync())).isEmpty();
        }
    }

    @Test
    void namedVectorsAreRefusedByName() throws Exception {
        served(client -> assertRefused(
                client.createCollectionAsync("c", Map.of("title", params(Distance.Dot, 2))),
                Code.UNIMPLEMENTED,
                "LocalQdrant, which is for development, does not implement named vectors"));
    }

    @Test
    void callsThatAreNotThereAreRefusedByName() throws Exception {
        served(client -> {
            RecommendPoints recommend =
                    RecommendPoints.newBuilder().setCollectionName("c").build();

            assertRefused(client.recommendAsync(recommend), Code.UNIMPLEMENTED, "the call qdrant.Points/Recommend");
            assertRefused(client.createSnapshotAsync("c"), Code.UNIMPLEMENTED, "the call qdrant.Snapshots/Create");
        });
    }

    @Test
    void conditionsThatAreNotThereAreRefusedEvenWhereNothingCouldMatch() throws Exception {
        served(client -> {
            answer(client.createCollectionAsync("c", params(Distance.Dot, 1)));

            assertRefused(
                    client.countAsync("c", all(matchText("t", "word")), true), Code.UNIMPLEMENTED, "full-text matches");
        });
    }

    @Test
    void numbersThatAreNotFiniteAreRefused() throws Exception {
        served(client -> {
            answer(client.createCollectionAsync("c", params(Distance.Cosine, 2)));

            for (float strange : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                assertRefused(
                        client.upsertAsync("c", List.of(point(1, Map.of(), 1, strange))),
                        Code.INVALID_ARGUMENT,
                        "at position 1");
            }
            assertThat(answer(client.countAsync("c"))).isZero();
        });
    }

    @Test
    void collectionNamesThatQdrantForbidsAreRefused() throws Exception {
        served(client -> assertRefused(
                client.createCollectionAsync("../escape", params(Distance.Dot, 1)),
                Code.INVALID_ARGUMENT,
                "../escape"));
    }

    @Test
    void collectionsThatDifferInCaseAreDifferentOnAnyDisk() throws Exception {
        served(client -> {
            answer(client.createCollectionAsync("Memos é", params(Distance.Dot, 1)));
            answer(client.createCollectionAsync("memos é", params(Distance.Dot, 1)));
            answer(client.upsertAsync("memos é", List.of(point(1, Map.of(), 1))));
        });
        served(client -> {
            assertThat(answer(client.countAsync("Memos é"))).isZero();
            assertThat(answer(client.countAsync("memos é"))).isEqualTo(1);
        });
    }

    @Test
    void whatWasStoredIsThereAfterClosing() throws Exception {
        served(client -> {
            answer(client.createCollectionAsync("kept", params(Distance.Cosine, 2)));
            answer(client.createCollectionAsync("gone", params(Distance.Cosine, 2)));
            answer(client.upsertAsync("kept", List.of(point(1, QdrantFixture.text("a", "b"), 3, 4))));
            answer(client.deleteCollectionAsync("gone"));
        });
        served(client -> {
            assertThat(answer(client.listCollectionsAsync())).containsExactly("kept");
            assertThat(answer(client.retrieveAsync("kept", id(1), true, false, null))
                            .get(0)
                            .getPayloadMap())
                    .isEqualTo(QdrantFixture.text("a", "b"));
        });
    }

    @Test
    void aPortThatIsTakenIsAnErrorAndLeavesTheDirectoryFree() throws Exception {
        Path mine = data.resolve("mine");
        try (LocalQdrant holder = LocalQdrant.start(data.resolve("other"), 0)) {
            assertThatThrownBy(() -> LocalQdrant.start(mine, holder.port())).isInstanceOf(IOException.class);
        }
        LocalQdrant.start(mine, 0).close();
    }

    @Test
    void closingTwiceDoesNothing() throws IOException {
        LocalQdrant server = LocalQdrant.start(data, 0);

        server.close();
        server.close();
    }
}
