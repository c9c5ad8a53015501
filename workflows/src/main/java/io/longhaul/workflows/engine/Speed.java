package io.longhaul.workflows.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** How fast records went lately, from what ranges have reported. A pause is no slowness: it begins anew. */
final class Speed {

    /** Of some hundred over a whole migration: soon after a change of its speed, what is left is right again. */
    private static final int REPORTS = 10;

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long millis, long records) {}

    void sample(long millis, long records) {
        samples.addLast(new Sample(millis, records));
        if (samples.size() > REPORTS) {
            samples.removeFirst();
        }
    }

    void beginAnew() {
        samples.clear();
    }

    /** 0 until something has moved. */
    double perSecond() {
        if (samples.size() < 2) {
            return 0;
        }
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        long millis = last.millis() - first.millis();
        return millis <= 0 ? 0 : Math.max(0, (last.records() - first.records()) * 1000.0 / millis);
    }

    /** How long so many records will take; empty when nothing moves. */
    Optional<Duration> left(long records) {
        double speed = perSecond();
        return speed == 0
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(Math.round(Math.max(0, records) / speed)));
    }
}
