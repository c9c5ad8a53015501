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

import io.grpc.Status.Code;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Common.Filter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

interface PayloadContract extends QdrantFixture {
    private void givenAnnAndBob() {
        createCollection(Distance.Dot, 1);
        upsert(
                point(1, Map.of("member", value("ann"), "model", value("old")), 1),
                point(2, Map.of("member", value("bob"), "model", value("old")), 2));
    }

    private Filter bobs() {
        return all(matchKeyword("member", "bob"));
    }

    @Test
    default void settingThePayloadMergesItsTopLevelKeys() {
        givenAnnAndBob();

        answer(client().setPayloadAsync(
                        collection(), Map.of("model", value("new"), "n", value(1)), id(1), true, null, null));

        assertThat(payload(1)).isEqualTo(Map.of("member", value("ann"), "model", value("new"), "n", value(1)));
        assertThat(payload(2)).isEqualTo(Map.of("member", value("bob"), "model", value("old")));
    }

    @Test
    default void settingThePayloadByFilterChangesThePointsItSelects() {
        givenAnnAndBob();

        answer(client().setPayloadAsync(collection(), text("model", "new"), bobs(), true, null, null));

        assertThat(payload(1)).containsEntry("model", value("old"));
        assertThat(payload(2)).containsEntry("model", value("new"));
    }

    @Test
    default void settingThePayloadOfAnUnknownPointIsNotFound() {
        givenAnnAndBob();

        assertRefused(
                client().setPayloadAsync(collection(), text("model", "new"), id(77), true, null, null),
                Code.NOT_FOUND,
                "No point with id 77 found");
    }

    @Test
    default void overwritingThePayloadReplacesAllOfIt() {
        givenAnnAndBob();

        answer(client().overwritePayloadAsync(collection(), text("only", "this"), id(1), true, null, null));
        answer(client().overwritePayloadAsync(collection(), text("only", "that"), bobs(), true, null, null));

        assertThat(payload(1)).isEqualTo(text("only", "this"));
        assertThat(payload(2)).isEqualTo(text("only", "that"));
    }

    @Test
    default void deletingPayloadKeysLeavesTheOthers() {
        givenAnnAndBob();

        answer(client().deletePayloadAsync(collection(), List.of("model", "unknown"), id(1), true, null, null));
        answer(client().deletePayloadAsync(collection(), List.of("member"), bobs(), true, null, null));

        assertThat(payload(1)).isEqualTo(text("member", "ann"));
        assertThat(payload(2)).isEqualTo(text("model", "old"));
    }

    @Test
    default void deletingANestedPayloadKeyLeavesItsNeighbours() {
        createCollection(Distance.Dot, 1);
        upsert(point(1, Map.of("source", value(Map.of("table", value("t"), "key", value(9)))), 1));

        answer(client().deletePayloadAsync(collection(), List.of("source.key"), id(1), true, null, null));

        assertThat(payload(1)).isEqualTo(Map.of("source", value(Map.of("table", value("t")))));
    }

    @Test
    default void clearingThePayloadKeepsThePoint() {
        givenAnnAndBob();

        answer(client().clearPayloadAsync(collection(), id(1), true, null, null));
        answer(client().clearPayloadAsync(collection(), bobs(), true, null, null));

        assertThat(count()).isEqualTo(2);
        assertThat(payload(1)).isEmpty();
        assertThat(payload(2)).isEmpty();
    }
}
