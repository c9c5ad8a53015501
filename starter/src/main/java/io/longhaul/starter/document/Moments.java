package io.longhaul.starter.document;

import io.longhaul.starter.report.Texts;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as a report has them, in UTC. */
final class Moments {

    private static final DateTimeFormatter FULL = format("yyyy-MM-dd HH:mm:ss");
    private static final DateTimeFormatter TIME = format("HH:mm:ss");
    private static final DateTimeFormatter MINUTE = format("d MMM HH:mm");

    private Moments() {}

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }

    static String full(Instant instant) {
        return FULL.format(instant);
    }

    /** On an axis of this length. */
    static String tick(Instant instant, Duration length) {
        return (length.compareTo(Duration.ofHours(12)) < 0 ? TIME : MINUTE).format(instant);
    }

    /** As 0.4 s, 12 s, 3:05 or 2:03:04. */
    static String took(double seconds) {
        if (seconds < 10) {
            return Texts.decimal(seconds) + " s";
        }
        return seconds < 60 ? Math.round(seconds) + " s" : Texts.clock(Duration.ofSeconds(Math.round(seconds)));
    }
}
