package io.longhaul.bench.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.bench.lab.Lab;
import java.util.List;
import java.util.Set;
import java.util.logging.LogManager;

/**
 * Short forms of drills, one after the other in one lab. {@code -Ddrills.seed=N} repeats the faults of a run that has
 * printed N, {@code -Ddrills=NAME,NAME} runs some; {@code bench/drills} runs the whole forms.
 */
final class ShortDrills<T extends Exercise.Judged> implements AutoCloseable {

    private static final long SEED = Long.getLong("drills.seed", System.nanoTime() % 1_000_000);

    private final Lab lab;
    private final Exercise<T> exercise;
    private final List<Drill<T>> drills;

    private ShortDrills(Lab lab, Exercise<T> exercise, List<Drill<T>> drills) {
        this.lab = lab;
        this.exercise = exercise;
        this.drills = drills;
    }

    static ShortDrills<Trial> ofMainJob() throws Exception {
        Lab lab = start(Lab.EMBED);
        return new ShortDrills<>(lab, Trial.exercise(lab, Trial.Size.SHORT, SEED, System.out::println), Drills.all());
    }

    static ShortDrills<Transfer> of(Trade trade) throws Exception {
        Lab lab = start(trade.services());
        return new ShortDrills<>(
                lab,
                Transfer.exercise(lab, trade, Transfer.Size.SHORT, SEED, System.out::println),
                trade.briefDrills());
    }

    private static Lab start(Set<Lab.Service> services) throws Exception {
        // gRPC says by it which sockets it uses.
        LogManager.getLogManager().reset();
        System.out.println("seed " + SEED);
        return Lab.start(services);
    }

    /** Their names, of those that are asked for. */
    static <T> List<String> of(List<List<Drill<T>>> kinds) {
        List<String> chosen = List.of(System.getProperty("drills", "all").split(","));
        return kinds.stream()
                .flatMap(List::stream)
                .map(Drill::name)
                .filter(name -> chosen.contains("all") || chosen.contains(name))
                .toList();
    }

    void run(String name) {
        Drill<T> drill = drills.stream()
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
