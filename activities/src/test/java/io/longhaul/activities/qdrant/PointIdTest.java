package io.longhaul.activities.qdrant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointIdTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "1", "9223372036854775808", "18446744073709551615", "f47ac10b-58cc-5372-8567-0e02b2c3d479"})
    void whatIsWrittenIsReadBack(String text) {
        assertThat(PointId.parse(text)).hasToString(text);
    }

    @Test
    void aLongIsReadAsUnsigned() {
        assertThat(PointId.of(-1)).hasToString("18446744073709551615").isEqualTo(PointId.parse("18446744073709551615"));
    }

    @Test
    void idsAreEqualByValue() {
        UUID uuid = new UUID(7, 8);
        assertThat(PointId.of(uuid)).isEqualTo(PointId.of(new UUID(7, 8))).isNotEqualTo(PointId.of(7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "+1",
                "01",
                "1.0",
                "18446744073709551616",
                "99999999999999999999",
                "1-1-1-1-1",
                "F47AC10B-58CC-5372-8567-0E02B2C3D479",
                "٣"
            })
    void noOtherTextIsAnId(String text) {
        assertThatThrownBy(() -> PointId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
