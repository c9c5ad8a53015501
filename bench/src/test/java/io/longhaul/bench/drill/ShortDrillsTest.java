package io.longhaul.bench.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.bench.lab.Lab;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short form of one drill of each kind; bench/drills runs all of them, and the whole ones. */
@Timeout(300)
class ShortDrillsTest {

    private static Lab lab;

    @BeforeAll
    static void startServices() throws Exception {
        lab = Lab.start();
    }

    @AfterAll
    static void stopServices() throws Exception {
        lab.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kill-worker",
                "rolling-deploy",
                "unauthorized",
                "kill-postgres",
                "two-starters",
                "source-changes"
            })
    void noRecordIsLostOrMovedTwice(String name) throws Exception {
        Drill drill = Drills.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        long seed = System.nanoTime() % 1_000_000;
        System.out.println("seed " + seed);

        Outcome outcome = Drills.run(lab, drill, Trial.Size.SHORT, seed, System.out);

        assertThat(outcome.wrong()).isEmpty();
        assertThat(outcome.injected()).isPositive();
    }
}
