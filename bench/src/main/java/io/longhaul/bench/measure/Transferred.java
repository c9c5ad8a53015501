package io.longhaul.bench.measure;

import java.util.Locale;

/**
 * How a file came into PostgreSQL by a durable run.
 *
 * @param copy from the first table that is made until the last index is there, in seconds
 * @param whole with discovery and verification of all rows
 * @param peakMegabytes of memory that the worker has had resident so far, at most
 */
record Transferred(long rows, double copy, double whole, long peakMegabytes) {

    double copiedPerSecond() {
        return rows / copy;
    }

    double wholePerSecond() {
        return rows / whole;
    }

    String describe() {
        return String.format(
                Locale.ROOT,
                "%,d rows copied with indexes in %.1f s, %,.0f a second; with discovery and verification %.1f s, %,.0f a"
                        + " second",
                rows,
                copy,
                copiedPerSecond(),
                whole,
                wholePerSecond());
    }
}
