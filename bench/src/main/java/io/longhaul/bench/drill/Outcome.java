package io.longhaul.bench.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * A row of the table.
 *
 * @param title of the drill
 * @param counts what was found between source and target, under headings of the drill's own kind
 * @param exact whether the ledger is
 * @param recovery the longest time from a fault's end to the next batch completed, in seconds; NaN where no fault ends
 * @param wrong why the drill did not pass; empty when it did
 */
record Outcome(
        String title,
        int injected,
        List<Long> counts,
        boolean exact,
        double recovery,
        List<String> wrong,
        Duration took) {

    Outcome {
        counts = List.copyOf(counts);
        wrong = List.copyOf(wrong);
    }

    /** @param counts the headings of what drills of one kind find */
    static List<String> columns(List<String> counts) {
        List<String> columns = new ArrayList<>(List.of("fault", "times injected"));
        columns.addAll(counts);
        columns.addAll(List.of("ledger exact", "seconds from fault's end to progress", "verdict"));
        return columns;
    }

    /** Of a drill that could not be judged. */
    static Outcome broken(String title, int counts, Exception failure, Duration took) {
        return new Outcome(
                title,
                0,
                Collections.nCopies(counts, 0L),
                false,
                Double.NaN,
                List.of("it broke off: " + failure),
                took);
    }

    boolean passed() {
        return wrong.isEmpty();
    }

    List<String> cells() {
        List<String> cells = new ArrayList<>(List.of(title, Integer.toString(injected)));
        counts.forEach(count -> cells.add(Long.toString(count)));
        cells.add(exact ? "yes" : "no");
        cells.add(Double.isNaN(recovery) ? "-" : String.format(Locale.ROOT, "%.1f", recovery));
        cells.add(passed() ? "passed" : "FAILED: " + String.join("; ", wrong));
        return cells;
    }
}
