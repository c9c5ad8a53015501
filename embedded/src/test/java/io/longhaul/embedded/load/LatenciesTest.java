package io.longhaul.embedded.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    private static final Duration EVERY = Duration.ofMillis(10);

    /** In milliseconds; a thousandth part is lost to the histogram. */
    private static final Offset<Double> NEARLY = within(2.0);

    private final Latencies latencies = new Latencies(EVERY.toNanos());

    @Test
    void countsWhatWasHeldUpByAStatementThatTookLong() {
        for (int i = 0; i < 100; i++) {
            add(i, 1);
        }
        add(100, 1_000);

        Latencies.Summary all = latencies.between(0, Long.MAX_VALUE);

        // The one alone would be the hundredth part: a p99 of 1 ms, with a second in which nothing was answered.
        assertThat(all.statements()).isEqualTo(101);
        assertThat(all.p50()).isCloseTo(1, NEARLY);
        assertThat(all.p99()).isCloseTo(980, within(20.0));
        assertThat(all.longest()).isCloseTo(1_000, NEARLY);
    }

    @Test
    void looksAtThoseThatBeganWithinTheSpan() {
        add(1, 5);
        add(2, 7);
        add(3, 9);

        Latencies.Summary second = latencies.between(at(2), at(3));

        assertThat(second.statements()).isEqualTo(1);
        assertThat(second.longest()).isCloseTo(7, NEARLY);
        assertThat(latencies.between(at(4), at(5)).longest()).isZero();
    }

    private void add(int tick, long millis) {
        latencies.add(at(tick), Duration.ofMillis(millis).toNanos());
    }

    private static long at(int tick) {
        return EVERY.multipliedBy(tick).toNanos();
    }
}
