package io.longhaul.activities.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PortionTest {

    private static final Duration QUICK = Duration.ofNanos(100_000);
    private static final Duration SLOW = Duration.ofMillis(40);

    private final Portion portion = new Portion(10_000, 500);

    @Test
    void whereNobodyElseIsAtWorkItIsAllThatItMay() {
        assertThat(portion.next(false)).isEqualTo(10_000);
        portion.took(10_000, SLOW);
        assertThat(portion.next(false)).isEqualTo(10_000);
    }

    @Test
    void inCompanyItGrowsWhileStatementsAreShortUpToAllThatItMay() {
        assertThat(portion.next(true)).isEqualTo(500);
        portion.took(500, QUICK);
        assertThat(portion.next(true)).isEqualTo(625);
        for (int i = 0; i < 50; i++) {
            portion.took(portion.next(true), QUICK);
        }
        assertThat(portion.next(true)).isEqualTo(10_000);
    }

    @Test
    void inCompanyItShrinksWhileTheyAreLongAndNeverToNothing() {
        portion.took(500, SLOW);
        assertThat(portion.next(true)).isEqualTo(250);
        for (int i = 0; i < 50; i++) {
            portion.took(portion.next(true), SLOW);
        }
        assertThat(portion.next(true)).isBetween(1, 250);
    }

    @Test
    void whatFailedIsHalvedUntilThereIsNoLess() {
        assertThat(portion.failed(10_000)).isTrue();
        assertThat(portion.next(false)).isEqualTo(5_000);
        assertThat(portion.failed(2)).isTrue();
        assertThat(portion.next(false)).isOne();
        assertThat(portion.next(true)).isOne();
        assertThat(portion.failed(1)).isFalse();
    }
}
