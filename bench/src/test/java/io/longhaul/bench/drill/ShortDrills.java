package io.longhaul.bench.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.bench.lab.Lab;
import java.util.List;
import java.util.logging.LogManager;

/**
 * Short forms of drills, one after the other in one lab. {@code -Ddrills.seed=N} repeats the faults of a run that has
 * printed N, {@code -Ddrills=NAME,NAME} runs some; {@code bench/drills} runs the whole forms.
 */
final class ShortDrills implements AutoCloseable {

    private static final long SEED = Long.getLong("drills.seed", System.nanoTime() % 1_000_000);

    private final Lab lab;
    private final Exercise exercise;

    private ShortDrills(Lab lab) {
        this.lab = lab;
        this.exercise = new Exercise(lab, Trial.Size.SHORT, SEED, System.out::println);
    }

    static ShortDrills start() throws Exception {
        // gRPC says by it which sockets it uses.
        LogManager.getLogManager().reset();
        System.out.println("seed " + SEED);
        return new ShortDrills(Lab.start());
    }

    /** Their names, of those that are asked for. */
    static List<String> of(List<List<Drill>> kinds) {
        List<String> chosen = List.of(System.getProperty("drills", "all").split(","));
        return kinds.stream()
                .flatMap(List::stream)
                .map(Drill::name)
                .filter(name -> chosen.contains("all") || chosen.contains(name))
                .toList();
    }

    void run(String name) {
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

    @Override
    public void close() {
        exercise.close();
        lab.close();
    }
}
