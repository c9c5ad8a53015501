package io.longhaul.bench.drill;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A row of the table.
 *
 * @param paidAgain texts for which the embeddings API was paid more than once
 * @param recovery the longest time from a fault's end to the next batch completed, in seconds; NaN where no fault ends
 * @param wrong why the drill did not pass; empty when it did
 */
record Outcome(
        Drill drill, int injected, Audit audit, long paidAgain, double recovery, List<String> wrong, Duration took) {

    static final List<String> COLUMNS = List.of(
            "fault",
            "times injected",
            "records lost",
            "duplicated",
            "stale",
            "embeddings paid more than once",
            "ledger exact",
            "seconds from fault's end to progress",
            "verdict");

    Outcome {
        wrong = List.copyOf(wrong);
    }

    /** Of a drill that could not be judged. */
    static Outcome broken(Drill drill, Exception failure, Duration took) {
        return new Outcome(
                drill,
                0,
                new Audit(0, 0, 0, List.of("not looked at")),
                0,
                Double.NaN,
                List.of("it broke off: " + failure),
                took);
    }

    boolean passed() {
        return wrong.isEmpty();
    }

    List<String> cells() {
        return List.of(
                drill.title(),
                Integer.toString(injected),
                Long.toString(audit.lost()),
                Long.toString(audit.duplicated()),
                Long.toString(audit.stale()),
                Long.toString(paidAgain),
                audit.flaws().isEmpty() ? "yes" : "no",
                Double.isNaN(recovery) ? "-" : String.format(Locale.ROOT, "%.1f", recovery),
                passed() ? "passed" : "FAILED: " + String.join("; ", wrong));
    }
}
