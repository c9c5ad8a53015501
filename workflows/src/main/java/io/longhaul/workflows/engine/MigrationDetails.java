package io.longhaul.workflows.engine;

import java.time.Duration;
import java.util.List;

/** A migration in words, for the Web UI's current details. */
final class MigrationDetails {

    private MigrationDetails() {}

    static String markdown(MigrationProgress now, Speed speed, List<BatchError> failures) {
        StringBuilder text = new StringBuilder();
        text.append(String.format("### %s: %s%n%n", now.name(), now.pause() == null ? now.phase() : "PAUSED"));
        if (now.pause() != null) {
            text.append(String.format(
                    "Paused by **%s** since %s: %s%n%n",
                    now.pause().by(), now.pause().since(), now.pause().reason()));
        }
        BatchCounts counts = now.counts();
        if (now.survey() != null) {
            long records = now.survey().records();
            text.append(String.format(
                    "**%,d of %,d records** (%d %%): %,d processed, %,d skipped as unchanged, %,d failed%n%n",
                    counts.records(),
                    records,
                    records == 0 ? 100 : Math.min(100, 100 * counts.records() / records),
                    counts.processed(),
                    counts.skipped(),
                    counts.failed()));
        }
        if (speed.secondsLeft() != null) {
            text.append(String.format(
                    "**%,.0f records/s**, about %s left%n%n", speed.perSecond(), words(speed.secondsLeft())));
        }
        if (counts.tokens() > 0) {
            text.append(String.format("%,d tokens paid for%n%n", counts.tokens()));
        }
        for (RangeProgress range : now.ranges()) {
            text.append(String.format(
                    "Range %d: %,d of %,d batches finished, %,d in flight, %,d failed%n%n",
                    range.range(), range.finished(), range.batches(), range.inFlight(), range.failedBatches()));
        }
        for (BatchError failure : failures) {
            text.append(String.format("Failure: %s: %s%n%n", failure.kind(), failure.message()));
        }
        return text.toString();
    }

    private static String words(long seconds) {
        Duration left = Duration.ofSeconds(seconds);
        if (left.toDays() > 0) {
            return left.toDays() + " d " + left.toHoursPart() + " h";
        }
        if (left.toHours() > 0) {
            return left.toHours() + " h " + left.toMinutesPart() + " min";
        }
        return left.toMinutes() > 0 ? left.toMinutes() + " min" : seconds + " s";
    }
}
