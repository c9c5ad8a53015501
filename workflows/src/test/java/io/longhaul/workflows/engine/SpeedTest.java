package io.longhaul.workflows.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SpeedTest {

    private final Speed speed = new Speed();

    @Test
    void nothingIsSaidBeforeAnythingHasMoved() {
        assertThat(speed.left(100)).isEmpty();
        speed.sample(1000, 0);
        assertThat(speed.left(100)).isEmpty();
        speed.sample(2000, 0);
        assertThat(speed.left(100)).isEmpty();
    }

    @Test
    void itIsThatOfTheLastReports() {
        for (int second = 0; second <= 100; second++) {
            speed.sample(second * 1000L, second < 50 ? second : 50 + (second - 50) * 20L);
        }

        assertThat(speed.perSecond()).isEqualTo(20);
        assertThat(speed.left(200)).contains(Duration.ofSeconds(10));
        assertThat(speed.left(-5)).contains(Duration.ZERO);
    }

    @Test
    void aPauseIsNoSlowness() {
        speed.sample(0, 0);
        speed.sample(1000, 10);
        speed.beginAnew();
        assertThat(speed.perSecond()).isZero();
        speed.sample(500_000, 10);
        speed.sample(501_000, 40);

        assertThat(speed.perSecond()).isEqualTo(30);
    }
}
