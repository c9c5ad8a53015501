package io.longhaul.starter.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EveryTest {

    @ParameterizedTest
    @CsvSource({
        "1m, PT1M, 1m",
        "15m, PT15M, 15m",
        "1h, PT1H, 1h",
        "90m, PT1H30M, 1h30m",
        "1h30m, PT1H30M, 1h30m",
        "36h, P1DT12H, 1d12h",
        "1d, P1D, 1d",
        "' 365d ', P365D, 365d"
    })
    void aDurationIsReadAndShownInItsLargestUnits(String text, Duration duration, String shown) {
        Every every = Every.parse(text);
        assertThat(every.duration()).isEqualTo(duration);
        assertThat(every).hasToString(shown);
        assertThat(Every.parse(every.toString())).isEqualTo(every);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "15", "m", "15 m", "-15m", "15min", "1.5h", "30m1h", "1w", "99999999999d"})
    void anythingElseIsRefusedWithWhatToGive(String text) {
        assertThatThrownBy(() -> Every.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("give minutes, hours or days, as 15m, 1h or 1d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0m", "0h0m", "366d", "365d1m"})
    void tooOftenAndTooSeldomAreRefusedWithTheBounds(String text) {
        assertThatThrownBy(() -> Every.parse(text)).hasMessage("give 1m to 365d");
    }
}
