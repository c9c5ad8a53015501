package io.longhaul.embedded.qdrant;

import static io.longhaul.embedded.qdrant.QdrantFixture.all;
import static io.longhaul.embedded.qdrant.QdrantFixture.answer;
import static io.longhaul.embedded.qdrant.QdrantFixture.assertRefused;
import static io.longhaul.embedded.qdrant.QdrantFixture.point;
import static io.longhaul.embedded.qdrant.QdrantFixture.text;
import static io.qdrant.client.ConditionFactory.matchKeyword;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.ValueFactory.value;
import static io.qdrant.client.WithPayloadSelectorFactory.exclude;
import static io.qdrant.client.WithPayloadSelectorFactory.include;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.WithPayloadSelector;
import io.qdrant.client.grpc.Points.WithVectorsSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

interface ReadsContract extends QdrantFixture {
    @Test
    default void unknownIdsAreLeftOut() {
        createCollection(Distance.Dot, 1);
        upsert(point(1, Map.of(), 1));

        List<RetrievedPoint> found = answer(client().retrieveAsync(collection(), List.of(id(1), id(2)), null));

        assertThat(found).extracting(RetrievedPoint::getId).containsExactly(id(1));
    }

    @Test
    default void payloadAndVectorComeOnlyWhenAskedFor() {
        createCollection(Distance.Dot, 1);
        upsert(point(1, text("a", "b"), 1));

        RetrievedPoint bare = answer(client().retrieveAsync(collection(), id(1), false, false, null))
                .get(0);

        assertThat(bare.getPayloadMap()).isEmpty();
        assertThat(bare.hasVectors()).isFalse();
        assertThat(stored(1).hasVectors()).isTrue();
    }

    @Test
    default void payloadFieldsAreIncludedByName() {
        assertThat(selected(include(List.of("a", "nested.x"))))
                .isEqualTo(Map.of("a", value(1), "nested", value(Map.of("x", value(2)))));
    }

    @Test
    default void payloadFieldsAreExcludedByName() {
        assertThat(selected(exclude(List.of("a", "nested.x"))))
                .isEqualTo(Map.of("b", value(4), "nested", value(Map.of("y", value(3)))));
    }

    private Map<String, Value> selected(WithPayloadSelector selector) {
        createCollection(Distance.Dot, 1);
        Value nested = value(Map.of("x", value(2), "y", value(3)));
        upsert(point(1, Map.of("a", value(1), "nested", nested, "b", value(4)), 1));
        WithVectorsSelector noVector =
                WithVectorsSelector.newBuilder().setEnable(false).build();
        return answer(client().retrieveAsync(collection(), List.of(id(1)), selector, noVector, null))
                .get(0)
                .getPayloadMap();
    }

    @Test
    default void countsAreOfAllPointsOrOfThoseAFilterSelects() {
        createCollection(Distance.Dot, 1);
        upsert(point(1, text("m", "a"), 1), point(2, text("m", "b"), 1), point(3, text("m", "a"), 1));

        assertThat(count()).isEqualTo(3);
        assertThat(answer(client().countAsync(collection(), all(matchKeyword("m", "a")), true)))
                .isEqualTo(2);
    }

    @Test
    default void scrollingGoesThroughNumbersUnsignedAndThenUuids() {
        createCollection(Distance.Dot, 1);
        UUID low = UUID.fromString("00000000-0000-0000-0000-000000000001");
        UUID high = UUID.fromString("ffffffff-0000-0000-0000-000000000001");
        List<PointId> inOrder = List.of(id(2), id(10), id(-1L), id(low), id(high));
        for (PointId each : List.of(id(high), id(-1L), id(10), id(low), id(2))) {
            upsert(point(each, Map.of(), 1));
        }

        assertThat(pagesOf(2)).extracting(ScrollResponse::getResultCount).containsExactly(2, 2, 1);
        assertThat(pagesOf(2).stream().flatMap(page -> page.getResultList().stream()))
                .extracting(RetrievedPoint::getId)
                .isEqualTo(inOrder);
        assertThat(pagesOf(5)).hasSize(1);
    }

    private List<ScrollResponse> pagesOf(int limit) {
        List<ScrollResponse> pages = new ArrayList<>();
        ScrollPoints.Builder request =
                ScrollPoints.newBuilder().setCollectionName(collection()).setLimit(limit);
        while (true) {
            ScrollResponse page = answer(client().scrollAsync(request.build()));
            pages.add(page);
            if (!page.hasNextPageOffset()) {
                return pages;
            }
            request.setOffset(page.getNextPageOffset());
        }
    }

    @Test
    default void aScrollStartsAtAnOffsetThatNeedNotExist() {
        createCollection(Distance.Dot, 1);
        upsert(point(1, Map.of(), 1), point(5, Map.of(), 1));

        ScrollResponse page = answer(client().scrollAsync(ScrollPoints.newBuilder()
                .setCollectionName(collection())
                .setOffset(id(3))
                .build()));

        assertThat(page.getResultList()).extracting(RetrievedPoint::getId).containsExactly(id(5));
        assertThat(page.hasNextPageOffset()).isFalse();
    }

    @Test
    default void aScrollGivesThePointsOfItsFilterTenAtATimeWithPayload() {
        createCollection(Distance.Dot, 1);
        for (int i = 0; i < 24; i++) {
            upsert(point(i, text("m", i % 2 == 0 ? "even" : "odd"), 1));
        }

        ScrollResponse page = answer(client().scrollAsync(ScrollPoints.newBuilder()
                .setCollectionName(collection())
                .setFilter(all(matchKeyword("m", "even")))
                .build()));

        assertThat(page.getResultList())
                .extracting(point -> point.getId().getNum())
                .containsExactly(0L, 2L, 4L, 6L, 8L, 10L, 12L, 14L, 16L, 18L);
        assertThat(page.getNextPageOffset()).isEqualTo(id(20));
        assertThat(page.getResult(0).getPayloadMap()).isEqualTo(text("m", "even"));
    }

    @Test
    default void aScrollOfNothingAtATimeIsRefused() {
        createCollection(Distance.Dot, 1);

        assertRefused(
                client().scrollAsync(ScrollPoints.newBuilder()
                        .setCollectionName(collection())
                        .setLimit(0)
                        .build()),
                Code.INVALID_ARGUMENT,
                "");
    }
}
