package io.longhaul.bench.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.bench.lab.Lab;
import java.util.List;
import java.util.logging.LogManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The short form of some drills, or of every one with {@code -Ddrills=all}, one after the other in one lab. {@code -Ddrills.seed=N} repeats the faults of a run that
 * has printed N; {@code bench/drills} runs the whole forms.
 */
@Timeout(300)
class ShortDrillsTest {

    private static final long SEED = Long.getLong("drills.seed", System.nanoTime() % 1_000_000);

    private static Lab lab;
    private static Exercise exercise;

    @BeforeAll
    static void startServices() throws Exception {
        // gRPC says by it which sockets it uses.
        LogManager.getLogManager().reset();
        System.out.println("seed " + SEED);
        lab = Lab.start();
        exercise = new Exercise(lab, Trial.Size.SHORT, SEED, System.out::println);
    }

    @AfterAll
    static void stopServices() {
        exercise.close();
        lab.close();
    }

    static List<String> drills() {
        List<String> all = Drills.all().stream().map(Drill::name).toList();
        String chosen = System.getProperty("drills", "all");
        return chosen.equals("all") ? all : List.of(chosen.split(","));
    }

    @ParameterizedTest
    @MethodSource("drills")
    void noRecordIsLostOrMovedTwice(String name) throws Exception {
        Drill drill = Drills.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();

        Outcome outcome = exercise.run(drill);

        assertThat(outcome.wrong())
                .as("what went wrong, with -Ddrills.seed=" + SEED)
                .isEmpty();
        assertThat(outcome.injected()).isPositive();
    }
}
