package io.longhaul.bench.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.bench.lab.Lab;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.logging.LogManager;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Short forms of drills, one after the other in one lab, which is there for a test class. {@code -Ddrills.seed=N} repeats the
 * faults of a run that has printed N, {@code -Ddrills=NAME,NAME} runs some, {@code -Ddrills=all} all; {@code bench/drills} runs the whole forms.
 */
final class ShortDrills<T extends Exercise.Judged> implements BeforeAllCallback, AfterAllCallback {

    /** Makes what runs drills in a lab. */
    private interface Start<T extends Exercise.Judged> {
        Exercise<T> in(Lab lab) throws IOException;
    }

    /**
     * What a build need not show again: one worker's end beside that of all, the starter's beside {@code KillTest}, a
     * deployment beside {@code StoppingWorkerTest}, answers that make no sense beside {@code FaultyApiTest}, databases that
     * hang beside a Temporal that does, a slow network beside one that is cut.
     */
    private static final Set<String> ELSEWHERE = Set.of(
            "kill-worker",
            "kill-starter",
            "rolling-deploy",
            "malformed",
            "wrong-count",
            "not-a-number",
            "freeze-mysql",
            "freeze-postgres",
            "slow-qdrant",
            "slow-mysql",
            "slow-ledger",
            "slow-api",
            "slow-cluster");

    private static final long SEED = Long.getLong("drills.seed", System.nanoTime() % 1_000_000);

    private final Set<Lab.Service> services;
    private final Start<T> start;
    private final List<Drill<T>> drills;
    private Lab lab;
    private Exercise<T> exercise;

    private ShortDrills(Set<Lab.Service> services, Start<T> start, List<List<Drill<T>>> drills) {
        this.services = services;
        this.start = start;
        this.drills = drills.stream().flatMap(List::stream).toList();
    }

    static ShortDrills<Trial> ofMainJob(List<List<Drill<Trial>>> drills) {
        return new ShortDrills<>(
                Lab.EMBED, lab -> Trial.exercise(lab, Trial.Size.SHORT, SEED, System.out::println), drills);
    }

    /** Some drills of a recipe that changes PostgreSQL, by their names. */
    static ShortDrills<Transfer> of(Trade trade, String... names) {
        return new ShortDrills<>(
                trade.services(),
                lab -> Transfer.exercise(lab, trade, Transfer.Size.SHORT, SEED, System.out::println),
                List.of(trade.drills().stream()
                        .filter(drill -> List.of(names).contains(drill.name()))
                        .toList()));
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        // gRPC says by it which sockets it uses.
        LogManager.getLogManager().reset();
        System.out.println("seed " + SEED);
        lab = Lab.start(services);
        exercise = start.in(lab);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (exercise != null) {
            exercise.close();
        }
        if (lab != null) {
            lab.close();
        }
    }

    /** Of those that are asked for: by name, {@code all}, or those that belong to a {@code build}. */
    List<String> names() {
        List<String> chosen = List.of(System.getProperty("drills", "build").split(","));
        return drills.stream()
                .map(Drill::name)
                .filter(name -> chosen.contains(name)
                        || chosen.contains("all")
                        || (chosen.contains("build") && !ELSEWHERE.contains(name)))
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
}
