package io.longhaul.embedded.embeddings;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Which fault is whose turn: scripted ones in their order, then the standing one, then one by chance. Thread-safe. */
final class FaultScript {
    private final Deque<Fault> next = new ArrayDeque<>();
    private @Nullable Fault standing;
    private @Nullable Fault chance;
    private double rate;
    private Random random = new Random(0);

    synchronized void next(Fault fault, int times) {
        for (int i = 0; i < times; i++) {
            next.add(fault);
        }
    }

    synchronized void always(Fault fault) {
        standing = fault;
    }

    synchronized void withProbability(long seed, double probability, Fault fault) {
        random = new Random(seed);
        rate = probability;
        chance = fault;
    }

    synchronized void clear() {
        next.clear();
        standing = null;
        chance = null;
    }

    synchronized Fault draw() {
        Fault scripted = next.poll();
        if (scripted != null) {
            return scripted;
        }
        if (standing != null) {
            return standing;
        }
        // Drawn from for each request, so that the seed alone decides which ones go wrong.
        boolean unlucky = random.nextDouble() < rate;
        return chance != null && unlucky ? chance : Fault.none();
    }
}
