package io.longhaul.workflows.engine;

import org.jspecify.annotations.Nullable;

/** A migration in words, for the Web UI's current details. */
final class MigrationDetails {

    private MigrationDetails() {}

    static String markdown(MigrationProgress now, @Nullable BatchError lastError) {
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
        if (counts.tokens() > 0) {
            text.append(String.format("%,d tokens paid for%n%n", counts.tokens()));
        }
        for (RangeProgress range : now.ranges()) {
            text.append(String.format(
                    "- range %d: %,d of %,d batches finished, %,d in flight, %,d failed%n",
                    range.range(), range.finished(), range.batches(), range.inFlight(), range.failedBatches()));
        }
        if (lastError != null) {
            text.append(String.format("%nLast failure: %s: %s%n", lastError.kind(), lastError.message()));
        }
        return text.toString();
    }
}
