package io.longhaul.activities.chroma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.activities.collection.VectorRecord;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChromaPageTest {

    private static ChromaPage parse(String json) throws IOException {
        return ChromaPage.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static float[] vector(List<String> numbers) throws IOException {
        ChromaPage page = parse("{\"ids\":[\"a\"],\"embeddings\":[[" + String.join(",", numbers) + "]]}");
        return Objects.requireNonNull(page.record(0).vector());
    }

    private static void assertAsJavaReadsThem(List<String> numbers) throws IOException {
        float[] vector = vector(numbers);
        assertThat(vector).hasSize(numbers.size());
        for (int i = 0; i < vector.length; i++) {
            assertThat(Float.floatToRawIntBits(vector[i]))
                    .as(numbers.get(i))
                    .isEqualTo(Float.floatToRawIntBits(Float.parseFloat(numbers.get(i))));
        }
    }

    @Test
    void floatsOfAllBitsAreReadAsTheyAre() throws IOException {
        Random random = new Random(5);
        List<String> numbers = new ArrayList<>(List.of("0", "-0", "0.0", "-0.0", "1", "3.4028235e38", "1e-45"));
        while (numbers.size() < 200_000) {
            float number = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(number)) {
                numbers.add(Float.toString(number));
                numbers.add(new BigDecimal(Float.toString(number)).toPlainString());
            }
        }
        assertAsJavaReadsThem(numbers);
    }

    @Test
    void numbersNextToTheMiddleOfTwoFloatsGoToTheNearer() throws IOException {
        Random random = new Random(6);
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            float number = Math.abs((float) random.nextGaussian());
            BigDecimal middle = new BigDecimal(number)
                    .add(new BigDecimal(Math.nextUp(number)))
                    .divide(BigDecimal.valueOf(2));
            BigDecimal little = BigDecimal.ONE.movePointLeft(8 + random.nextInt(14));
            numbers.add(middle.toPlainString());
            numbers.add(middle.add(little).toPlainString());
            numbers.add(middle.subtract(little).abs().toPlainString());
            numbers.add(middle.setScale(7 + random.nextInt(12), RoundingMode.HALF_UP)
                    .toPlainString());
        }
        assertAsJavaReadsThem(numbers);
    }

    @Test
    void columnsMayComeInAnyOrderAndBeMissing() throws IOException {
        ChromaPage page = parse("""
                {"include": ["embeddings"], "metadatas": [null, {"a": 1.0}], "uris": null, "embeddings" : [ [1, -2.5e-1 ] ,
                 null ] , "documents": ["[[,", null], "ids": ["a", "b"], "more": {"embeddings": [[7]]}}
                """);

        assertThat(page.size()).isEqualTo(2);
        VectorRecord first = page.record(0);
        VectorRecord second = page.record(1);
        assertThat(first.vector()).containsExactly(1f, -0.25f);
        assertThat(first.document()).isEqualTo("[[,");
        assertThat(first.metadata()).isNull();
        assertThat(second.vector()).isNull();
        assertThat(second.document()).isNull();
        assertThat(second.metadata()).hasToString("{\"a\":1.0}");
        assertThat(parse("{\"ids\":[\"a\"],\"embeddings\":null}").record(0).vector())
                .isNull();
        assertThat(parse("{\"ids\":[\"a\"],\"embeddings\":[[null,1]]}")
                        .record(0)
                        .vector())
                .containsExactly(Float.NaN, 1f);
        assertThat(parse("{\"ids\":[],\"embeddings\":[]}").size()).isZero();
        assertThat(parse("{\"ids\":[\"a\"],\"uris\":[\"file:a\"]}").record(0).metadata())
                .hasToString("{\"chroma:uri\":\"file:a\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"ids\":[\"a\"],\"embeddings\":[[1,2]",
                "{\"ids\":[\"a\"],\"embeddings\":[[1,2",
                "{\"ids\":[\"a\"],\"embeddings\":[[1,-]]}",
                "{\"ids\":[\"a\"],\"embeddings\":[[1 2]]}",
                "{\"ids\":[\"a\"],\"embeddings\":[[1,nul]]}",
                "{\"ids\":[\"a\"],\"embeddings\":[1]}",
                "{\"ids\":[\"a\"],\"embeddings\":[[1]]]}",
                "{\"ids\":[\"a\"],\"embeddings\":[[1e]]}",
                "{\"ids\":[\"a\",\"b\"],\"embeddings\":[[1]]}",
                "{\"ids\":[\"a\"],\"documents\":[\"cut"
            })
    void whatIsNoPageIsRefused(String json) {
        assertThatThrownBy(() -> parse(json)).isInstanceOf(IOException.class);
    }
}
