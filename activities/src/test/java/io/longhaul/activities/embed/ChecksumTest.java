package io.longhaul.activities.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChecksumTest {

    @Test
    void aChecksumIsTheSameInEveryRelease() {
        // Of points that are there already: a change here would embed all of them again.
        assertThat(Checksum.of("text", "model", 384))
                .isEqualTo("1dce0949c16c0485ad70a933fe5f5538cdbaf1af3e98ce70663fc4504e7bcc3e");
        assertThat(Checksum.ofPayload(Map.of("id", 7L, "name", "é")))
                .isEqualTo("f3dc8b5bd1d09f427697acc51c4ee5ffe146d6e6ea926ed7c7d1f063e57912a3");
    }

    @Test
    void itDependsOnTextModelAndDimensions() {
        assertThat(List.of(
                        Checksum.of("text", "model", 384),
                        Checksum.of("text ", "model", 384),
                        Checksum.of("text", "models", 384),
                        Checksum.of("text", "model", 385)))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatEndsOneValueAndBeginsTheNextIsNeverInDoubt() {
        assertThat(List.of(
                        Checksum.of("ab", "c", 1),
                        Checksum.of("a", "bc", 1),
                        Checksum.of("", "abc", 1),
                        Checksum.of("abc", "", 1),
                        Checksum.of("a\0b", "c", 1)))
                .doesNotHaveDuplicates();
        assertThat(List.of(
                        Checksum.ofPayload(Map.of("a", "b", "c", "d")),
                        Checksum.ofPayload(Map.of("a", "bcd")),
                        Checksum.ofPayload(Map.of("a", List.of("b", "c", "d"))),
                        Checksum.ofPayload(Map.of("a", List.of("b", List.of("c", "d")))),
                        Checksum.ofPayload(Map.of("a", Map.of("b", "c"), "d", ""))))
                .doesNotHaveDuplicates();
    }

    @Test
    void valuesOfDifferentTypesDiffer() {
        assertThat(Arrays.asList(
                        of("1"),
                        of(1L),
                        of(1.0),
                        of(true),
                        of(null),
                        of(""),
                        of("true"),
                        of("null"),
                        of(0L),
                        of(false)))
                .doesNotHaveDuplicates();
    }

    @Test
    void aNumberIsItselfInEveryTypeThatMayHoldIt() {
        assertThat(of(1)).isEqualTo(of(1L));
        assertThat(of(0.5f)).isEqualTo(of(0.5));
    }

    @Test
    void theOrderOfAPayloadsKeysDoesNotMatter() {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("a", 1L);
        one.put("b", null);
        one.put("c", "x");
        Map<String, Object> other = new LinkedHashMap<>();
        other.put("c", "x");
        other.put("b", null);
        other.put("a", 1L);

        assertThat(Checksum.ofPayload(one)).isEqualTo(Checksum.ofPayload(other));
        other.remove("b");
        assertThat(Checksum.ofPayload(one)).isNotEqualTo(Checksum.ofPayload(other));
    }

    @Test
    void aValueThatNoPayloadHoldsIsRefused() {
        assertThatThrownBy(() -> of(new Object())).isInstanceOf(IllegalArgumentException.class);
    }

    private static String of(Object value) {
        Map<String, Object> payload = new HashMap<>();
        payload.put("k", value);
        return Checksum.ofPayload(payload);
    }
}
