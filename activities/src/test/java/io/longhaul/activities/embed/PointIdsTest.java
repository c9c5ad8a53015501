package io.longhaul.activities.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.activities.qdrant.PointId;
import io.longhaul.workflows.engine.SourceKey;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointIdsTest {

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "895176", "9223372036854775807", "9223372036854775808", "18446744073709551615"})
    void anUnsignedIntegerKeyIsTheIdAsItIs(String key) {
        PointId id = PointIds.of("memos", SourceKey.of(key), true, 0);

        assertThat(id).isInstanceOf(PointId.Unsigned.class).hasToString(key);
        assertThat(PointId.parse(key)).isEqualTo(id);
    }

    @Test
    void anyOtherKeyBecomesAUuidOfVersionFive() {
        for (PointId id : List.of(
                PointIds.of("memos", SourceKey.of("-1"), true, 0),
                PointIds.of("memos", SourceKey.of("7"), false, 0),
                PointIds.of("memos", SourceKey.of("18446744073709551616"), true, 0),
                PointIds.of("memos", SourceKey.of("a", "b"), false, 0),
                PointIds.of("memos", SourceKey.of("7"), true, 1))) {
            assertThat(id).isInstanceOfSatisfying(PointId.Uuid.class, uuid -> {
                assertThat(uuid.value().version()).isEqualTo(5);
                assertThat(uuid.value().variant()).isEqualTo(2);
            });
            assertThat(PointId.parse(id.toString())).isEqualTo(id);
        }
    }

    @Test
    void idsAreTheSameInEveryRelease() {
        // Of points that are there already: a change here would write all of them a second time.
        assertThat(PointIds.NAMESPACE).hasToString("49f9ae78-789f-5999-a688-124215a7af03");
        assertThat(PointIds.of("memos", SourceKey.of("a", "é"), false, 0))
                .hasToString("3143473b-34ad-563e-b2cf-0e55fa1f7cf9");
        assertThat(PointIds.of("memos", SourceKey.of("7"), true, 2))
                .hasToString("ba22a71f-db18-53c4-b92a-bf0ce3dc7069");
    }

    @Test
    void keysTablesAndChunksAreNeverTakenForEachOther() {
        List<PointId> ids = List.of(
                PointIds.of("t", SourceKey.of("a", "bc"), false, 0),
                PointIds.of("t", SourceKey.of("ab", "c"), false, 0),
                PointIds.of("t", SourceKey.of("abc"), false, 0),
                PointIds.of("t", SourceKey.of("a,b", "c"), false, 0),
                PointIds.of("t", SourceKey.of("a", "b,c"), false, 0),
                PointIds.of("t", SourceKey.of("1:a,1:b", "c"), false, 0),
                PointIds.of("t", SourceKey.of("", "abc"), false, 0),
                PointIds.of("ta", SourceKey.of("bc"), false, 0),
                PointIds.of("t", SourceKey.of("A", "bc"), false, 0),
                PointIds.of("t", SourceKey.of("a", "bc "), false, 0),
                PointIds.of("t", SourceKey.of("a", "bc"), false, 1),
                PointIds.of("t", SourceKey.of("1", "a", "bc"), false, 0));

        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void theChunksOfManyKeysAllDiffer() {
        Set<PointId> ids = new HashSet<>();
        for (int key = 0; key < 1_000; key++) {
            for (int chunk = 0; chunk < 12; chunk++) {
                ids.add(PointIds.of("t", SourceKey.of(Integer.toString(key)), true, chunk));
            }
        }
        assertThat(ids).hasSize(12_000);
    }

    @Test
    void aUuidIsMadeAsTheStandardSays() {
        byte[] name = "www.example.com".getBytes(StandardCharsets.UTF_8);

        assertThat(PointIds.uuid5(UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), name))
                .hasToString("2ed6657d-e927-568b-95e1-2665a8aea6a2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "x", "1.5", "18446744073709551616", "1-1-1-1-1", "2ed6657d-e927-568b-95e1"})
    void aTextOfNoIdIsRefused(String text) {
        assertThatThrownBy(() -> PointId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
