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

    @QueryMethod
    MigrationProgress progress();

    /** Stops dispatching; batches in flight come to their end. Answers in a sentence. */
    @UpdateMethod
    String pause(@Nullable PauseRequest request);

    @UpdateValidatorMethod(updateName = "pause")
    void validatePause(@Nullable PauseRequest request);

    @UpdateMethod
    String resume();

    @UpdateValidatorMethod(updateName = "resume")
    void validateResume();

    /** Batches in flight from now on, over the whole migration. */
    @UpdateMethod
    String setConcurrency(int concurrency);

    @UpdateValidatorMethod(updateName = "setConcurrency")
    void validateSetConcurrency(int concurrency);

    /** Takes up the failed records after those that are still to be copied. */
    @UpdateMethod
    String retryFailed();

    @UpdateValidatorMethod(updateName = "retryFailed")
    void validateRetryFailed();

    /** {@link #pause} for the Web UI's signal button: a second one changes nothing. */
    @SignalMethod(name = "pause")
    void pauseSignal(@Nullable PauseRequest request);

    /** {@link #resume} for the Web UI's signal button. */
    @SignalMethod(name = "resume")
    void resumeSignal();

    /** From a range: where it stands. */
    @SignalMethod
    void rangeProgress(RangeProgress progress);
}
