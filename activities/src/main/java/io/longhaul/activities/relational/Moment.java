package io.longhaul.activities.relational;

/**
 * A date, a time or both, as a text or a number says it. It is filled again and again, as a column has millions of them.
 * Not for many threads.
 */
final class Moment {

    boolean hasDate;
    boolean hasTime;
    boolean hasOffset;
    long day;
    long nanos;
    int offsetSeconds;

    void clear() {
        hasDate = false;
        hasTime = false;
        hasOffset = false;
        day = 0;
        nanos = 0;
        offsetSeconds = 0;
    }

    /** Of the Gregorian calendar, from 1970-01-01. */
    void date(long epochDay) {
        hasDate = true;
        day = epochDay;
    }

    void time(long nanosOfDay) {
        hasTime = true;
        nanos = nanosOfDay;
    }

    void offset(int seconds) {
        hasOffset = true;
        offsetSeconds = seconds;
    }
}
