package io.longhaul.activities.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QdrantPayloadTest {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    @ParameterizedTest
    @CsvSource({
        "9223372036854775807, true",
        "9223372036854775808, true",
        "9223372036854775809, false",
        "0.1, true",
        "0.14285714285714285, true",
        "3.4028234663852886e38, true",
        "5e-324, true",
        "1e16, true",
        "0.12345678901234567890, false",
        "1e400, false",
        "1e-400, false"
    })
    void aNumberIsHeldThatALongOrADoubleIs(String number, boolean held) throws JsonProcessingException {
        assertThat(QdrantPayload.holds(JSON.readTree("{\"a\": [\"x\", true, null, " + number + "]}")))
                .isEqualTo(held);
    }
}
