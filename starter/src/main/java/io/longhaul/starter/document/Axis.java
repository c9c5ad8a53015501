package io.longhaul.starter.document;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Time along a chart's width. Positions are in per cent of it, so that a chart fills any screen and its letters stay as
 * large as those around it.
 */
record Axis(Instant from, Duration length) {

    /** Narrower ones could not be seen. */
    private static final double LEAST = 0.3;

    static Axis between(Instant from, Instant until, Duration least) {
        Duration length = Duration.between(from, until);
        return new Axis(from, length.compareTo(least) < 0 ? least : length);
    }

    double at(Instant instant) {
        return share(Duration.between(from, instant));
    }

    double share(Duration duration) {
        return 100.0 * duration.toMillis() / length.toMillis();
    }

    double width(Instant begin, Instant end) {
        return Math.max(LEAST, share(Duration.between(begin, end)));
    }

    /** The labels of its ends and its middle, below a chart. */
    String labels(double y) {
        return label(0, "start", y) + label(50, "middle", y) + label(100, "end", y);
    }

    private String label(int percent, String anchor, double y) {
        Instant instant = from.plusMillis(length.toMillis() * percent / 100);
        return "<text class=\"tick\" x=\"%d%%\" y=\"%s\" text-anchor=\"%s\">%s</text>\n"
                .formatted(percent, number(y), anchor, Html.text(Moments.tick(instant, length)));
    }

    static String number(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }
}
