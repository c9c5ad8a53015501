package io.longhaul.activities.ledger;

import io.longhaul.workflows.engine.Phase;
import io.longhaul.workflows.engine.SourceKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that the ledger tells of one job, as it was at one moment.
 *
 * @param settings by name, in their order; empty where whoever started its last run told none
 * @param phases in the order in which they were entered; empty likewise
 * @param again how many times a batch was begun that had been begun before
 * @param slotWidth how long each slot is
 * @param slots those in which a batch was settled, in order
 * @param resolved failed records that went through after all
 * @param failures the most frequent first, {@link Accounts#KINDS} at most
 * @param rounds those that settled a batch, the latest first, {@link Accounts#ROUNDS} at most
 * @param workers whoever claimed most batches first
 */
public record JobAccount(
        JobView job,
        Map<String, String> settings,
        List<Entered> phases,
        long again,
        Duration slotWidth,
        List<Slot> slots,
        long resolved,
        List<Failures> failures,
        List<FailedBatches> failedBatches,
        List<Round> rounds,
        List<Worker> workers) {

    /**
     * A run was in a phase.
     *
     * @param left null while it is in it
     */
    public record Entered(
            int round,
            Phase phase,
            Instant entered,
            @Nullable Instant left) {}

    /** What was settled from a moment on, for as long as a slot is. */
    public record Slot(Instant from, long processed, long skipped, long failed) {}

    /**
     * Records that failed for one reason and were not resolved since.
     *
     * @param error with … for each number, where those differ
     * @param examples up to {@link Accounts#EXAMPLES} keys
     */
    public record Failures(String error, long records, List<SourceKey> examples) {}

    /**
     * Batches that failed whole.
     *
     * @param kind of the error, see {@link io.longhaul.workflows.engine.FailureKind}
     * @param error that of one of them
     */
    public record FailedBatches(String kind, String error, long batches, long records) {}

    public record Round(
            int number, Instant started, @Nullable Instant finished, long processed, long skipped, long failed) {}

    /** @param identity as it names itself to Temporal */
    public record Worker(
            String identity,
            long batches,
            long records,
            Instant from,
            @Nullable Instant until) {}
}
