package io.longhaul.workflows.engine;

import java.time.Duration;
import java.util.List;

/** A migration in words, for the Web UI's current details. */
final class MigrationDetails {

    private MigrationDetails() {}

    /**
     * What is most wanted comes first, as the Web UI shows some five lines before it scrolls.
     *
     * @param note what it does or waits for; empty for nothing in particular
     * @param at when this was written: it is as old as the last report of a range
     */
    static String markdown(
            String state, String note, String at, MigrationProgress now, Speed speed, List<BatchError> failures) {
        StringBuilder text = new StringBuilder();
        text.append(String.format("### %s: %s%n%n", now.name(), state));
        if (now.pause() != null) {
            text.append(String.format(
                    "Paused by **%s** since %s: %s%n%n",
                    now.pause().by(), now.pause().since(), now.pause().reason()));
        }
        if (!note.isEmpty()) {
            text.append(String.format("%s%n%n", note));
        }
        BatchCounts counts = now.counts();
        Long records = now.records();
        text.append(String.format(
                "**%,d%s records**%s: %,d processed, %,d skipped as unchanged, %,d failed%n%n",
                counts.records(),
                records == null ? "" : String.format(" of %,d", records),
                records == null || records == 0
                        ? ""
                        : String.format(" (%d %%)", Math.min(100, 100 * counts.records() / records)),
                counts.processed(),
                counts.skipped(),
                counts.failed()));
        if (now.phase() == Phase.COPY && records != null) {
            speed.left(records - counts.records())
                    .ifPresent(left -> text.append(
                            String.format("**%,.0f records/s**, about %s left%n%n", speed.perSecond(), words(left))));
        }
        for (BatchError failure : failures) {
            text.append(String.format("Batch failed with %s: %s%n%n", failure.kind(), failure.message()));
        }
        if (counts.failed() > 0) {
            text.append(String.format("`bin/starter failures %s` says why records failed%n%n", now.name()));
        }
        if (counts.tokens() > 0) {
            text.append(String.format("%,d tokens paid for%n%n", counts.tokens()));
        }
        for (RangeProgress range : now.ranges()) {
            text.append(String.format(
                    "Range %d: %,d of %,d batches finished, %,d in flight, %,d failed%n%n",
                    range.range(), range.finished(), range.batches(), range.inFlight(), range.failedBatches()));
        }
        text.append(String.format("As of %s; `bin/starter status %s` is exact to the batch%n", at, now.name()));
        return text.toString();
    }

    private static String words(Duration left) {
        if (left.toDays() > 0) {
            return left.toDays() + " d " + left.toHoursPart() + " h";
        }
        if (left.toHours() > 0) {
            return left.toHours() + " h " + left.toMinutesPart() + " min";
        }
        return left.toMinutes() > 0 ? left.toMinutes() + " min" : left.toSeconds() + " s";
    }
}
