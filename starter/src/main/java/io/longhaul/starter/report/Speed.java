package io.longhaul.starter.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** How fast records went lately, from samples of how many are done. Not thread-safe. */
public final class Speed {

    /** Long enough to smooth batches, short enough to notice a change. */
    private static final Duration WINDOW = Duration.ofSeconds(30);

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(Instant at, long done) {}

    /** Takes note of how many records are done. */
    public void sample(Instant at, long done) {
        samples.addLast(new Sample(at, done));
        while (samples.size() > 2 && samples.getFirst().at().isBefore(at.minus(WINDOW))) {
            samples.removeFirst();
        }
    }

    /** 0 until something has moved. */
    public double perSecond() {
        if (samples.size() < 2) {
            return 0;
        }
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        double seconds = Duration.between(first.at(), last.at()).toMillis() / 1000.0;
        return seconds <= 0 ? 0 : Math.max(0, (last.done() - first.done()) / seconds);
    }

    /** How long so many records will take; empty when nothing moves. */
    public Optional<Duration> left(long records) {
        double speed = perSecond();
        return speed <= 0 ? Optional.empty() : Optional.of(Duration.ofMillis((long) (records / speed * 1000)));
    }
}
