package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Lab;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Drills one after the other, from one seed. Each whole drill has workers of its own; short ones share them, as far as the
 * drill before has left any, which spares most of their time.
 *
 * @param <T> what the drills are done to
 */
final class Exercise<T extends Exercise.Judged> implements AutoCloseable {

    private final Lab lab;
    private final Kind<T> kind;
    private final boolean sharing;
    private final long seed;
    private final Consumer<String> log;
    private @Nullable Fleet fleet;

    /** A migration that a drill befalls, and what is thought of it in the end. */
    interface Judged extends AutoCloseable {
        void complain(String what);

        /** Waits for the end and compares. */
        Outcome judge(String title, Duration soFar) throws Exception;

        @Override
        void close();
    }

    /**
     * What drills of one kind have in common.
     *
     * @param settings where workers and starters find what they need
     * @param counts headings of what is found
     */
    record Kind<T>(Map<String, String> settings, List<String> counts, Beginning<T> beginning) {}

    /** Makes the source of a drill, and its migration. */
    @FunctionalInterface
    interface Beginning<T> {
        T begin(String drill, Fleet fleet, Random random) throws Exception;
    }

    /** @param sharing whether drills share workers */
    Exercise(Lab lab, Kind<T> kind, boolean sharing, long seed, Consumer<String> log) {
        this.lab = lab;
        this.kind = kind;
        this.sharing = sharing;
        this.seed = seed;
        this.log = log;
    }

    /** Each drill draws from the seed and its own name, so that it is the same alone as among others. */
    Outcome run(Drill<T> drill) {
        log.accept("  " + drill.name() + " ...");
        long begun = System.nanoTime();
        Outcome outcome;
        Random random = new Random(seed ^ drill.name().hashCode());
        try (T trial = kind.beginning().begin(drill.name(), fleet(drill), random)) {
            try {
                drill.course().run(trial);
            } catch (IllegalStateException e) {
                trial.complain(String.valueOf(e.getMessage()));
            }
            outcome = trial.judge(drill.title(), Duration.ofNanos(System.nanoTime() - begun));
        } catch (Exception e) {
            // The drills after it are worth running all the same.
            outcome =
                    Outcome.broken(drill.title(), kind.counts().size(), e, Duration.ofNanos(System.nanoTime() - begun));
        }
        log.accept(String.format(
                Locale.ROOT,
                "  %s: %s, %d s",
                drill.name(),
                outcome.cells(),
                outcome.took().toSeconds()));
        if (!sharing || !outcome.passed()) {
            close();
        }
        return outcome;
    }

    /** Never two fleets at a time: they would share a task queue, and so each other's faults. */
    private Fleet fleet(Drill<T> drill) throws IOException {
        Fleet left = fleet;
        if (left != null && left.proxied() == drill.proxied()) {
            return left;
        }
        close();
        Fleet own = new Fleet(lab, kind.settings(), drill.proxied());
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
