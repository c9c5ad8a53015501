package io.longhaul.workflows.engine;

/**
 * What became of a firing.
 *
 * @param differing findings of records that came or changed while it ran; the next round takes them
 */
public record ScheduledRunResult(Outcome outcome, BatchCounts taken, long differing) {

    /** How it ended. One that failed ends as a failure. */
    public enum Outcome {
        COMPLETED,
        /** Somebody cancelled the migration. */
        CANCELLED,
        /** A run of the migration was under way, started by somebody or something else. */
        SKIPPED
    }

    static ScheduledRunResult of(MigrationResult result) {
        Verification found = result.verification();
        return new ScheduledRunResult(Outcome.COMPLETED, result.taken(), found == null ? 0 : found.wrong());
    }

    static ScheduledRunResult nothing(Outcome outcome) {
        return new ScheduledRunResult(outcome, BatchCounts.NONE, 0);
    }
}
