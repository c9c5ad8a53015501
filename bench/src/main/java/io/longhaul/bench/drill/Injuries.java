package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Migration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Faults at random moments of a running migration, how soon it went on after each, and what went wrong. */
final class Injuries {

    private static final Duration TO_PROGRESS = Duration.ofMinutes(3);

    private final Migration migration;
    private final int batches;
    private final int inFlight;
    private final Random random;
    private final Consumer<String> log;
    private final List<String> wrong = new ArrayList<>();
    private int injected;
    private double recovery = Double.NaN;

    /** A fault; when it returns the fault is over. */
    @FunctionalInterface
    interface Fault {
        void inject() throws Exception;
    }

    /**
     * @param batches of the whole migration
     * @param inFlight so many of them at a time
     */
    Injuries(Migration migration, int batches, int inFlight, Random random, Consumer<String> log) {
        this.migration = migration;
        this.batches = batches;
        this.inFlight = inFlight;
        this.random = random;
        this.log = log;
    }

    void complain(String what) {
        wrong.add(what);
    }

    /** Why the drill did not pass; empty when it did. */
    List<String> wrong() {
        return List.copyOf(wrong);
    }

    int injected() {
        return injected;
    }

    /** The longest time from a fault's end to the next batch completed, in seconds; NaN where no fault has ended. */
    double recovery() {
        return recovery;
    }

    void count(int faults) {
        injected += faults;
    }

    /** Injects the fault at random moments of the run, one at a time, and waits for progress after each. */
    void injure(int times, Fault fault) throws Exception {
        for (int moment : moments(times)) {
            await(moment);
            Thread.sleep(random.nextInt(300));
            if (migration.ended()) {
                complain("only " + injected + " of " + times + " faults before its end");
                return;
            }
            fault.inject();
            injected++;
            awaitProgress();
        }
    }

    private Set<Integer> moments(int times) {
        int latest = Math.max(times, batches - 2 * inFlight);
        Set<Integer> moments = new TreeSet<>();
        while (moments.size() < times) {
            moments.add(1 + random.nextInt(latest));
        }
        return moments;
    }

    /** Until so many batches are completed, or it has ended. */
    void await(int completed) throws InterruptedException {
        long deadline = System.nanoTime() + TO_PROGRESS.toNanos();
        while (migration.completed() < completed && !migration.ended()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("no " + completed + " batches within " + TO_PROGRESS);
            }
            Thread.sleep(20);
        }
    }

    /** From now, as a fault has just ended, until the next batch is completed. */
    void awaitProgress() throws InterruptedException {
        long ended = System.nanoTime();
        int before = migration.completed();
        while (before < 0 && System.nanoTime() - ended < TO_PROGRESS.toNanos()) {
            Thread.sleep(20);
            before = migration.completed();
        }
        await(Math.min(before + 1, batches));
        double seconds = (System.nanoTime() - ended) / 1e9;
        log.accept(String.format(
                Locale.ROOT, "    fault %d over after %d batches, progress %.1f s later", injected, before, seconds));
        recovery = Double.isNaN(recovery) ? seconds : Math.max(recovery, seconds);
    }
}
