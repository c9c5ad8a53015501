package io.longhaul.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PatienceTest {

    private final AtomicInteger tries = new AtomicInteger();

    /** Fails so often, then gives its number of tries. */
    private Supplier<Integer> failing(int times, FailureKind kind) {
        return () -> {
            if (tries.incrementAndGet() <= times) {
                throw new MigrationException(kind, "away");
            }
            return tries.get();
        };
    }

    @Test
    void aServiceThatComesUpIsWaitedFor() throws Exception {
        assertThat(new Patience(Duration.ofMinutes(1)).<Integer>with(failing(2, FailureKind.UNAVAILABLE)))
                .isEqualTo(3);
    }

    @Test
    void whatWaitingDoesNotHelpIsToldAtOnce() {
        assertThatThrownBy(() -> new Patience(Duration.ofMinutes(1)).with(failing(2, FailureKind.UNAUTHORIZED)))
                .isInstanceOf(MigrationException.class);
        assertThat(tries).hasValue(1);
    }

    @Test
    void patienceEnds() {
        assertThatThrownBy(() -> new Patience(Duration.ZERO).with(failing(2, FailureKind.UNAVAILABLE)))
                .isInstanceOf(MigrationException.class)
                .hasMessage("away");
    }
}
