package io.longhaul.workflows.engine;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import org.jspecify.annotations.Nullable;

/**
 * A whole migration, under the id {@code longhaul/<name>}. It survives crashes of anything but its Temporal server's
 * database; what it can't do is undo: records that were written stay written.
 */
@WorkflowInterface
public interface MigrationWorkflow {

    /**
     * Runs all phases.
     *
     * @return the result of a migration that completed; one that failed ends as a failure whose details hold the
     *     result
     */
    @WorkflowMethod(name = "Migration")
    MigrationResult migrate(MigrationInput input);

    @QueryMethod(description = "Where the migration stands")
    MigrationProgress progress();

    /** Stops dispatching; batches in flight come to their end. Answers in a sentence. */
    @UpdateMethod(description = "Dispatch no more batches. Data: {\"by\": \"ann\", \"reason\": \"backup\"}, or none")
    String pause(@Nullable PauseRequest request);

    @UpdateValidatorMethod(updateName = "pause")
    void validatePause(@Nullable PauseRequest request);

    @UpdateMethod(description = "Go on after a pause, and try failed batches again. No data")
    String resume();

    @UpdateValidatorMethod(updateName = "resume")
    void validateResume();

    /** Batches in flight from now on, over the whole migration. */
    @UpdateMethod(description = "Batches in flight from now on, 1 to 500. Data: 8")
    String setConcurrency(int concurrency);

    @UpdateValidatorMethod(updateName = "setConcurrency")
    void validateSetConcurrency(int concurrency);

    /** The share of the last batches that may fail before the migration pauses itself. */
    @UpdateMethod(description = "Pause when more than this share of the last 10 batches fails. Data: 0.2")
    String setFailureThreshold(double share);

    @UpdateValidatorMethod(updateName = "setFailureThreshold")
    void validateSetFailureThreshold(double share);

    /** Embedding requests a minute, for all workers and all migrations of the namespace together. */
    @UpdateMethod(description = "Embedding requests a minute, all workers together. Data: 500, or 0 for no limit")
    String setRate(int perMinute);

    @UpdateValidatorMethod(updateName = "setRate")
    void validateSetRate(int perMinute);

    /** Takes up failed records after those that are still to be copied. */
    @UpdateMethod(
            description = "Take up failed records again, after all others. Data: none for all, {\"batch\": 7}, or"
                    + " {\"keys\": {\"after\": [\"100\"], \"until\": [\"200\"]}}")
    String retryFailed(@Nullable RetryRequest which);

    @UpdateValidatorMethod(updateName = "retryFailed")
    void validateRetryFailed(@Nullable RetryRequest which);

    /** {@link #pause} for the Web UI's signal button: a second one changes nothing. */
    @SignalMethod(
            name = "pause",
            description =
                    "As the update of this name, without an answer. Data: {\"by\": \"ann\", \"reason\": \"backup\"}")
    void pauseSignal(@Nullable PauseRequest request);

    /** {@link #resume} for the Web UI's signal button. */
    @SignalMethod(name = "resume", description = "As the update of this name, without an answer. No data")
    void resumeSignal();

    /** From a range: where it stands. */
    @SignalMethod(description = "Sent by the ranges of this migration, not by people")
    void rangeProgress(RangeProgress progress);

    /** From a step: what it does that takes long, or waits for; empty for nothing in particular. */
    @SignalMethod(description = "Sent by the steps of this migration, not by people")
    void note(String sentence);
}
