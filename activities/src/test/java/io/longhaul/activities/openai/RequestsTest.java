package io.longhaul.activities.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.activities.openai.Requests.Limits;
import io.longhaul.activities.openai.Requests.Slice;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestsTest {

    @Test
    void aRequestIsFullByTexts() {
        assertThat(plan(new Limits(2, 100), 1, 1, 1)).containsExactly(new Slice(0, 2), new Slice(2, 3));
    }

    @Test
    void aRequestIsFullByTokens() {
        assertThat(plan(new Limits(100, 10), 4, 6, 1, 9, 9))
                .containsExactly(new Slice(0, 2), new Slice(2, 4), new Slice(4, 5));
    }

    @Test
    void aTextTooLongForAnyRequestGoesAlone() {
        assertThat(plan(new Limits(100, 10), 1, 50, 1))
                .containsExactly(new Slice(0, 1), new Slice(1, 2), new Slice(2, 3));
    }

    @Test
    void noTextsMakeNoRequest() {
        assertThat(plan(Requests.OPENAI)).isEmpty();
    }

    @Test
    void openAisLimitsHold() {
        List<Text> texts = Collections.nCopies(5_000, new Text("x", 100));
        assertThat(Requests.plan(texts, Requests.OPENAI))
                .extracting(Slice::size)
                .containsExactly(2_048, 2_048, 904);
        List<Text> longer = Collections.nCopies(100, new Text("x", 8_000));
        assertThat(Requests.plan(longer, Requests.OPENAI))
                .extracting(Slice::size)
                .containsExactly(37, 37, 26);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyTextIsPlannedOnceInOrderWithinTheLimits(long seed) {
        Limits limits = new Limits(7, 50);
        int[] tokens = new Random(seed).ints(500, 0, 60).toArray();
        List<Slice> slices = plan(limits, tokens);
        int next = 0;
        for (Slice slice : slices) {
            assertThat(slice.from()).isEqualTo(next);
            next = slice.to();
            assertThat(slice.size()).isLessThanOrEqualTo(7);
            int sum = IntStream.range(slice.from(), slice.to())
                    .map(i -> tokens[i])
                    .sum();
            assertThat(sum <= 50 || slice.size() == 1).isTrue();
        }
        assertThat(next).isEqualTo(500);
    }

    private static List<Slice> plan(Limits limits, int... tokens) {
        return Requests.plan(
                IntStream.of(tokens).mapToObj(n -> new Text("x", n)).toList(), limits);
    }
}
