package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Lab;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Drills one after the other, from one seed. Each whole drill has workers of its own; short ones share them, as far as the
 * drill before has left any, which spares most of their time.
 */
final class Exercise implements AutoCloseable {

    private final Lab lab;
    private final Trial.Size size;
    private final long seed;
    private final Consumer<String> log;
    private final Map<Boolean, Fleet> fleets = new HashMap<>();

    Exercise(Lab lab, Trial.Size size, long seed, Consumer<String> log) {
        this.lab = lab;
        this.size = size;
        this.seed = seed;
        this.log = log;
    }

    /** Each drill draws from the seed and its own name, so that it is the same alone as among others. */
    Outcome run(Drill drill) throws Exception {
        log.accept("  " + drill.name() + " ...");
        long begun = System.nanoTime();
        Outcome outcome = null;
        try (Trial trial = new Trial(
                lab,
                fleet(drill),
                drill.name(),
                size,
                new Random(seed ^ drill.name().hashCode()),
                log)) {
            try {
                drill.course().run(trial);
            } catch (IllegalStateException e) {
                trial.complain(String.valueOf(e.getMessage()));
            }
            outcome = trial.judge(drill, Duration.ofNanos(System.nanoTime() - begun));
            log.accept(String.format(
                    Locale.ROOT,
                    "  %s: %s, %d s",
                    drill.name(),
                    outcome.cells(),
                    outcome.took().toSeconds()));
            return outcome;
        } finally {
            if (size.full() || outcome == null || !outcome.passed()) {
                disband(drill);
            }
        }
    }

    private Fleet fleet(Drill drill) throws IOException {
        Fleet fleet = fleets.get(drill.proxied());
        if (fleet == null) {
            fleet = new Fleet(lab, drill.proxied());
            fleets.put(drill.proxied(), fleet);
        }
        return fleet;
    }

    private void disband(Drill drill) {
        Fleet fleet = fleets.remove(drill.proxied());
        if (fleet != null) {
            fleet.close();
        }
    }

    @Override
    public void close() {
        fleets.values().forEach(Fleet::close);
    }
}
