package io.longhaul.embedded.qdrant;

import static io.longhaul.embedded.qdrant.QdrantFixture.all;
import static io.longhaul.embedded.qdrant.QdrantFixture.answer;
import static io.longhaul.embedded.qdrant.QdrantFixture.assertRefused;
import static io.longhaul.embedded.qdrant.QdrantFixture.numbers;
import static io.longhaul.embedded.qdrant.QdrantFixture.point;
import static io.longhaul.embedded.qdrant.QdrantFixture.text;
import static io.qdrant.client.ConditionFactory.matchKeyword;
import static io.qdrant.client.QueryFactory.nearest;
import static io.qdrant.client.WithPayloadSelectorFactory.enable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.grpc.Status.Code;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Points.BatchResult;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.WithVectorsSelector;
import java.util.List;
import org.junit.jupiter.api.Test;

interface SearchContract extends QdrantFixture {
    private void givenPointsOf(Distance distance) {
        createCollection(distance, 2);
        upsert(
                point(1, text("m", "a"), 1, 0),
                point(2, text("m", "b"), 2, 2),
                point(3, text("m", "a"), 0, 5),
                point(4, text("m", "b"), -3, 0));
    }

    private QueryPoints.Builder query() {
        return QueryPoints.newBuilder().setCollectionName(collection()).setQuery(nearest(1f, 0f));
    }

    private SearchPoints.Builder search() {
        return SearchPoints.newBuilder()
                .setCollectionName(collection())
                .addVector(1)
                .addVector(0)
                .setLimit(10);
    }

    private List<ScoredPoint> found(QueryPoints.Builder query) {
        return answer(client().queryAsync(query.build()));
    }

    private void assertScores(List<ScoredPoint> found, double... scores) {
        assertThat(found).hasSize(scores.length);
        for (int i = 0; i < scores.length; i++) {
            assertThat((double) found.get(i).getScore()).isCloseTo(scores[i], within(1e-5));
        }
    }

    @Test
    default void cosineFindsTheSmallestAngleFirst() {
        givenPointsOf(Distance.Cosine);

        List<ScoredPoint> found = found(query());

        assertThat(numbers(found)).containsExactly(1L, 2L, 3L, 4L);
        assertScores(found, 1, Math.sqrt(0.5), 0, -1);
    }

    @Test
    default void dotFindsTheLargestProductFirst() {
        givenPointsOf(Distance.Dot);

        List<ScoredPoint> found = found(query());

        assertThat(numbers(found)).containsExactly(2L, 1L, 3L, 4L);
        assertScores(found, 2, 1, 0, -3);
    }

    @Test
    default void euclidFindsTheShortestWayFirst() {
        givenPointsOf(Distance.Euclid);

        List<ScoredPoint> found = found(query());

        assertThat(numbers(found)).containsExactly(1L, 2L, 4L, 3L);
        assertScores(found, 0, Math.sqrt(5), 4, Math.sqrt(26));
    }

    @Test
    default void manhattanAddsUpTheSteps() {
        givenPointsOf(Distance.Manhattan);

        List<ScoredPoint> found = found(query());

        assertThat(numbers(found)).containsExactly(1L, 2L, 4L, 3L);
        assertScores(found, 0, 3, 4, 6);
    }

    @Test
    default void limitAndOffsetCutAPageOutOfTheHits() {
        givenPointsOf(Distance.Cosine);

        assertThat(numbers(found(query().setOffset(1).setLimit(2)))).containsExactly(2L, 3L);
        assertThat(found(query().setOffset(10))).isEmpty();
    }

    @Test
    default void aThresholdCutsOffWhatIsTooFarInEitherDirectionOfScores() {
        givenPointsOf(Distance.Cosine);
        assertThat(numbers(found(query().setScoreThreshold(0.5f)))).containsExactly(1L, 2L);
    }

    @Test
    default void aThresholdOfADistanceIsTheLargestThatIsTaken() {
        givenPointsOf(Distance.Manhattan);
        assertThat(numbers(found(query().setScoreThreshold(3.5f)))).containsExactly(1L, 2L);
    }

    @Test
    default void onlyPointsOfTheFilterAreFound() {
        givenPointsOf(Distance.Cosine);

        assertThat(numbers(found(query().setFilter(all(matchKeyword("m", "b"))))))
                .containsExactly(2L, 4L);
    }

    @Test
    default void hitsBringPayloadAndVectorOnlyWhenAskedFor() {
        givenPointsOf(Distance.Dot);

        ScoredPoint bare = found(query()).get(0);
        ScoredPoint whole = found(query().setWithPayload(enable(true))
                        .setWithVectors(
                                WithVectorsSelector.newBuilder().setEnable(true).build()))
                .get(0);

        assertThat(bare.getPayloadMap()).isEmpty();
        assertThat(bare.hasVectors()).isFalse();
        assertThat(whole.getPayloadMap()).isEqualTo(text("m", "b"));
        assertThat(whole.hasVectors()).isTrue();
    }

    @Test
    default void aQueryByIdFindsTheOthers() {
        givenPointsOf(Distance.Cosine);

        assertThat(numbers(found(query().setQuery(nearest(3)))))
                .startsWith(2L)
                .hasSize(3)
                .doesNotContain(3L);
    }

    @Test
    default void aQueryByAnUnknownIdIsNotFound() {
        givenPointsOf(Distance.Cosine);

        assertRefused(
                client().queryAsync(query().setQuery(nearest(77)).build()),
                Code.NOT_FOUND,
                "No point with id 77 found");
    }

    @Test
    default void aQueryForNothingGivesThePointsById() {
        givenPointsOf(Distance.Cosine);

        assertThat(numbers(found(query().clearQuery().setLimit(3)))).containsExactly(1L, 2L, 3L);
    }

    @Test
    default void aQueryOfAnotherSizeIsRefused() {
        givenPointsOf(Distance.Cosine);

        assertRefused(
                client().queryAsync(query().setQuery(nearest(1f, 2f, 3f)).build()),
                Code.INVALID_ARGUMENT,
                "Vector dimension error: expected dim: 2, got 3");
    }

    @Test
    default void anUnknownVectorNameIsRefused() {
        givenPointsOf(Distance.Cosine);

        assertRefused(
                client().queryAsync(query().setUsing("title").build()),
                Code.INVALID_ARGUMENT,
                "Not existing vector name error: title");
    }

    @Test
    default void aLimitOfNothingIsRefused() {
        givenPointsOf(Distance.Cosine);

        assertRefused(client().queryAsync(query().setLimit(0).build()), Code.INVALID_ARGUMENT, "");
        assertRefused(client().searchAsync(search().setLimit(0).build()), Code.INVALID_ARGUMENT, "");
    }

    @Test
    default void searchFindsWhatTheQueryFinds() {
        givenPointsOf(Distance.Cosine);

        List<ScoredPoint> found =
                answer(client().searchAsync(search().setScoreThreshold(0.5f).build()));

        assertThat(numbers(found)).containsExactly(1L, 2L);
        assertScores(found, 1, Math.sqrt(0.5));
    }

    @Test
    default void severalQueriesAreAnsweredInTheirOrder() {
        givenPointsOf(Distance.Cosine);
        QueryPoints right = query().setLimit(1).build();
        QueryPoints up = query().setQuery(nearest(0f, 1f)).setLimit(1).build();

        List<BatchResult> queried = answer(client().queryBatchAsync(collection(), List.of(right, up)));
        List<BatchResult> searched = answer(client().searchBatchAsync(
                        collection(), List.of(search().setLimit(1).build()), null));

        assertThat(queried)
                .extracting(batch -> numbers(batch.getResultList()))
                .containsExactly(List.of(1L), List.of(3L));
        assertThat(searched).extracting(batch -> numbers(batch.getResultList())).containsExactly(List.of(1L));
    }

    @Test
    default void anEmptyCollectionFindsNothing() {
        createCollection(Distance.Cosine, 2);

        assertThat(found(query())).isEmpty();
    }
}
