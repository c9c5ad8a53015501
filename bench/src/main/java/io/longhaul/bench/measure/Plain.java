package io.longhaul.bench.measure;

import io.longhaul.bench.lab.Usage;
import java.util.Locale;

/** How a plain loop went. */
record Plain(long records, double seconds, Usage usage, int mostInFlight) {

    double perSecond() {
        return records / seconds;
    }

    String describe() {
        return String.format(
                Locale.ROOT,
                "plain: %.1f s, %.0f a second; at most %d requests in flight; %s",
                seconds,
                perSecond(),
                mostInFlight,
                usage.perRecord(records));
    }
}
