package io.longhaul.embedded.load;

import java.util.Arrays;
import java.util.Locale;

/** How long statements took. Thread-safe. */
public final class Latencies {

    private long[] begun = new long[1 << 12];
    private long[] took = new long[1 << 12];
    private int count;

    Latencies() {}

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
        long[] within = new long[count];
        int found = 0;
        for (int i = 0; i < count; i++) {
            if (begun[i] >= from && begun[i] < until) {
                within[found++] = took[i];
            }
        }
        long[] sorted = Arrays.copyOf(within, found);
        Arrays.sort(sorted);
        return new Summary(found, at(sorted, 0.50), at(sorted, 0.99), found == 0 ? 0 : millis(sorted[found - 1]));
    }

    private static double at(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : millis(sorted[(int) Math.min(sorted.length - 1, sorted.length * share)]);
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    /** In milliseconds. */
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
