package io.longhaul.embedded.qdrant;

import static io.longhaul.embedded.qdrant.QdrantFixture.all;
import static io.longhaul.embedded.qdrant.QdrantFixture.answer;
import static io.longhaul.embedded.qdrant.QdrantFixture.point;
import static io.qdrant.client.ConditionFactory.filter;
import static io.qdrant.client.ConditionFactory.hasId;
import static io.qdrant.client.ConditionFactory.isEmpty;
import static io.qdrant.client.ConditionFactory.isNull;
import static io.qdrant.client.ConditionFactory.match;
import static io.qdrant.client.ConditionFactory.matchExceptKeywords;
import static io.qdrant.client.ConditionFactory.matchExceptValues;
import static io.qdrant.client.ConditionFactory.matchKeyword;
import static io.qdrant.client.ConditionFactory.matchKeywords;
import static io.qdrant.client.ConditionFactory.matchValues;
import static io.qdrant.client.ConditionFactory.range;
import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.ValueFactory.nullValue;
import static io.qdrant.client.ValueFactory.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.Range;
import io.qdrant.client.grpc.Points.ScrollPoints;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

interface FilterContract extends QdrantFixture {
    /** The numbers of the points the filter selects among a red, a green, a blue and a bare one. */
    private List<Long> selected(Filter filter) {
        createCollection(Distance.Dot, 1);
        upsert(
                point(1, Map.of("color", value("red"), "n", value(10), "ok", value(true)), 1),
                point(2, Map.of("color", value("green"), "n", value(20.5), "ok", value(false)), 1),
                point(
                        3,
                        Map.of(
                                "color", value(List.of(value("blue"), value("navy"))),
                                "n", value(List.of(value(30), value(40))),
                                "gone", nullValue(),
                                "none", value(List.of()),
                                "at", value(Map.of("city", value("Bonn"))),
                                "rows", value(List.of(value(Map.of("k", value(5))), value(Map.of("k", value(6)))))),
                        1),
                point(4, Map.of(), 1));
        ScrollPoints request = ScrollPoints.newBuilder()
                .setCollectionName(collection())
                .setFilter(filter)
                .build();
        return answer(client().scrollAsync(request)).getResultList().stream()
                .map(each -> each.getId().getNum())
                .toList();
    }

    @Test
    default void aKeywordMatchesAStringAndAnyElementOfAList() {
        assertThat(selected(all(matchKeyword("color", "navy")))).containsExactly(3L);
    }

    @Test
    default void severalKeywordsMatchAnyOfThem() {
        assertThat(selected(all(matchKeywords("color", List.of("red", "blue")))))
                .containsExactly(1L, 3L);
    }

    @Test
    default void exceptMatchesWhatHasAnotherValueButNotWhatHasNone() {
        assertThat(selected(all(matchExceptKeywords("color", List.of("red", "blue")))))
                .containsExactly(2L, 3L);
    }

    @Test
    default void exceptDoesNotMatchNull() {
        assertThat(selected(all(matchExceptKeywords("gone", List.of("red"))))).isEmpty();
    }

    @Test
    default void integersMatchIntegersOnly() {
        assertThat(selected(all(match("n", 10)))).containsExactly(1L);
    }

    @Test
    default void severalIntegersMatchAnyOfThem() {
        assertThat(selected(all(matchValues("n", List.of(10L, 40L))))).containsExactly(1L, 3L);
    }

    @Test
    default void exceptIntegersMatchesOtherNumbers() {
        assertThat(selected(all(matchExceptValues("n", List.of(10L))))).containsExactly(2L, 3L);
    }

    @Test
    default void booleansMatchBooleans() {
        assertThat(selected(all(match("ok", false)))).containsExactly(2L);
    }

    @Test
    default void aRangeTakesIntegersAndDoublesWithItsBoundsOpenOrClosed() {
        Range closed = Range.newBuilder().setGte(10).setLte(20.5).build();

        assertThat(selected(all(range("n", closed)))).containsExactly(1L, 2L);
    }

    @Test
    default void anOpenRangeLeavesItsBoundsOut() {
        Range open = Range.newBuilder().setGt(10).setLt(40).build();

        assertThat(selected(all(range("n", open)))).containsExactly(2L, 3L);
    }

    @Test
    default void emptyIsWhatIsMissingNullOrAListOfNothing() {
        assertThat(selected(all(isEmpty("color")))).containsExactly(4L);
    }

    @Test
    default void anEmptyListAndANullAreEmpty() {
        assertThat(selected(all(isEmpty("none"), isEmpty("gone")))).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    default void nullIsOnlyWhatIsThereAndNull() {
        assertThat(selected(all(isNull("gone")))).containsExactly(3L);
    }

    @Test
    default void idsAreSelectedByHasId() {
        assertThat(selected(all(hasId(List.of(id(2), id(4), id(99)))))).containsExactly(2L, 4L);
    }

    @Test
    default void dotsLeadIntoNestedObjects() {
        assertThat(selected(all(matchKeyword("at.city", "Bonn")))).containsExactly(3L);
    }

    @Test
    default void bracketsLeadIntoTheObjectsOfAList() {
        assertThat(selected(all(match("rows[].k", 6)))).containsExactly(3L);
    }

    @Test
    default void withoutBracketsAListIsNotEntered() {
        assertThat(selected(all(match("rows.k", 6)))).isEmpty();
    }

    @Test
    default void mustNotTakesTheOthers() {
        Filter filter =
                Filter.newBuilder().addMustNot(matchKeyword("color", "red")).build();

        assertThat(selected(filter)).containsExactly(2L, 3L, 4L);
    }

    @Test
    default void shouldWantsOneOfItsConditions() {
        Filter filter = Filter.newBuilder()
                .addShould(matchKeyword("color", "red"))
                .addShould(match("ok", false))
                .build();

        assertThat(selected(filter)).containsExactly(1L, 2L);
    }

    @Test
    default void minShouldWantsAsManyAsItSays() {
        Filter.Builder filter = Filter.newBuilder();
        filter.getMinShouldBuilder()
                .setMinCount(2)
                .addConditions(matchKeyword("color", "red"))
                .addConditions(match("ok", true))
                .addConditions(match("ok", false));

        assertThat(selected(filter.build())).containsExactly(1L);
    }

    @Test
    default void filtersNest() {
        Condition notGreen = filter(
                Filter.newBuilder().addMustNot(matchKeyword("color", "green")).build());

        assertThat(selected(all(notGreen, matchKeywords("color", List.of("red", "green")))))
                .containsExactly(1L);
    }

    @Test
    default void aFilterOfNothingSelectsEverything() {
        assertThat(selected(Filter.getDefaultInstance())).containsExactly(1L, 2L, 3L, 4L);
    }
}
