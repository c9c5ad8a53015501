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
    @UpdateMethod(description = "Stop dispatching batches. Argument: {\"by\": \"ann\", \"reason\": \"backup\"}")
    String pause(@Nullable PauseRequest request);

    @UpdateValidatorMethod(updateName = "pause")
    void validatePause(@Nullable PauseRequest request);

    @UpdateMethod(description = "Go on after a pause. No argument")
    String resume();

    @UpdateValidatorMethod(updateName = "resume")
    void validateResume();

    /** Batches in flight from now on, over the whole migration. */
    @UpdateMethod(description = "Batches in flight from now on. Argument: a number, as 8")
    String setConcurrency(int concurrency);

    @UpdateValidatorMethod(updateName = "setConcurrency")
    void validateSetConcurrency(int concurrency);

    /** The share of the last batches that may fail before the migration pauses itself. */
    @UpdateMethod(description = "Pause when more than this share of the last 10 batches fails. Argument: as 0.2")
    String setFailureThreshold(double share);

    @UpdateValidatorMethod(updateName = "setFailureThreshold")
    void validateSetFailureThreshold(double share);

    /** Embedding requests a minute, for all workers and all migrations of the namespace together. */
    @UpdateMethod(description = "Embedding requests a minute for the whole cluster. Argument: as 500; 0 for no limit")
    String setRate(int perMinute);

    @UpdateValidatorMethod(updateName = "setRate")
    void validateSetRate(int perMinute);

    /** Takes up failed records after those that are still to be copied. */
    @UpdateMethod(description = "Take up failed records again. Argument: {} or {\"batch\": 7}")
    String retryFailed(@Nullable RetryRequest which);

    @UpdateValidatorMethod(updateName = "retryFailed")
    void validateRetryFailed(@Nullable RetryRequest which);

    /** {@link #pause} for the Web UI's signal button: a second one changes nothing. */
    @SignalMethod(name = "pause", description = "As the update of this name, without an answer")
    void pauseSignal(@Nullable PauseRequest request);

    /** {@link #resume} for the Web UI's signal button. */
    @SignalMethod(name = "resume", description = "As the update of this name, without an answer")
    void resumeSignal();

    /** From a range: where it stands. */
    @SignalMethod(description = "From a range of this migration: where it stands")
    void rangeProgress(RangeProgress progress);
}
