package io.longhaul.embedded.load;

import java.util.Arrays;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * How long statements took that were due at a fixed rate. One that takes longer than that holds up those due after it, which
 * an application would have sent all the same: they count as well, with the rest of its time. Thread-safe.
 */
public final class Latencies {

    private static final int DIGITS = 3;

    private final long everyNanos;
    private long[] begun = new long[1 << 12];
    private long[] took = new long[1 << 12];
    private int count;

    /** @param everyNanos a statement of one session is due */
    Latencies(long everyNanos) {
        this.everyNanos = everyNanos;
    }

    synchronized void add(long at, long nanos) {
        if (count == begun.length) {
            begun = Arrays.copyOf(begun, count * 2);
            took = Arrays.copyOf(took, count * 2);
        }
        begun[count] = at;
        took[count++] = nanos;
    }

    /** Those of statements that began in a span of time, as {@link System#nanoTime} has it. */
    public synchronized Summary between(long from, long until) {
        Histogram within = new Histogram(DIGITS);
        int statements = 0;
        for (int i = 0; i < count; i++) {
            if (begun[i] >= from && begun[i] < until) {
                statements++;
                within.recordValueWithExpectedInterval(took[i], everyNanos);
            }
        }
        return new Summary(statements, percentile(within, 50), percentile(within, 99), percentile(within, 100));
    }

    private static double percentile(Histogram latencies, double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e6;
    }

    /**
     * In milliseconds.
     *
     * @param statements that were sent
     */
    public record Summary(int statements, double p50, double p99, double longest) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%,d statements, p50 %.1f ms, p99 %.1f ms, longest %.1f ms",
                    statements,
                    p50,
                    p99,
                    longest);
        }
    }
}
