package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Lab;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Drills one after the other, from one seed. Each whole drill has workers of its own; short ones share them, as far as the
 * drill before has left any, which spares most of their time.
 */
final class Exercise implements AutoCloseable {

    private final Lab lab;
    private final Trial.Size size;
    private final long seed;
    private final Consumer<String> log;
    private @Nullable Fleet fleet;

    Exercise(Lab lab, Trial.Size size, long seed, Consumer<String> log) {
        this.lab = lab;
        this.size = size;
        this.seed = seed;
        this.log = log;
    }

    /** Each drill draws from the seed and its own name, so that it is the same alone as among others. */
    Outcome run(Drill drill) {
        log.accept("  " + drill.name() + " ...");
        long begun = System.nanoTime();
        Outcome outcome;
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
        } catch (Exception e) {
            // The drills after it are worth running all the same.
            outcome = Outcome.broken(drill, e, Duration.ofNanos(System.nanoTime() - begun));
        }
        log.accept(String.format(
                Locale.ROOT,
                "  %s: %s, %d s",
                drill.name(),
                outcome.cells(),
                outcome.took().toSeconds()));
        if (size.full() || !outcome.passed()) {
            close();
        }
        return outcome;
    }

    /** Never two fleets at a time: they would share a task queue, and so each other's faults. */
    private Fleet fleet(Drill drill) throws IOException {
        Fleet left = fleet;
        if (left != null && left.proxied() == drill.proxied()) {
            return left;
        }
        close();
        Fleet own = new Fleet(lab, drill.proxied());
        fleet = own;
        return own;
    }

    @Override
    public void close() {
        if (fleet != null) {
            fleet.close();
            fleet = null;
        }
    }
}
