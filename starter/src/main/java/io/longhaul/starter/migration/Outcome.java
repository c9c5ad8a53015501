package io.longhaul.starter.migration;

import io.longhaul.starter.ExitCode;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.JobTotals;
import io.longhaul.workflows.engine.MigrationResult;
import io.longhaul.workflows.engine.Verification;
import io.temporal.client.WorkflowFailedException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TerminatedFailure;
import io.temporal.failure.TimeoutFailure;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended, or where it was left.
 *
 * @param totals null where the workflow ended without saying them
 */
public record Outcome(
        JobStatus status,
        @Nullable String reason,
        @Nullable JobTotals totals,
        @Nullable Verification verification) {

    static Outcome of(MigrationResult result) {
        return new Outcome(result.status(), result.reason(), result.totals(), result.verification());
    }

    /** What a workflow's failure says. */
    static Outcome of(WorkflowFailedException failure) {
        Throwable cause = failure.getCause();
        if (cause instanceof CanceledFailure) {
            return new Outcome(JobStatus.CANCELLED, null, null, null);
        }
        if (cause instanceof TerminatedFailure) {
            return failed("its workflow was terminated, which records nothing; the same command goes on");
        }
        if (cause instanceof TimeoutFailure) {
            return failed("its workflow timed out");
        }
        if (cause instanceof ApplicationFailure failed) {
            return failed.getDetails().getSize() > 0
                    ? of(failed.getDetails().get(0, MigrationResult.class))
                    : failed(String.valueOf(failed.getOriginalMessage()));
        }
        return failed("its workflow failed: see the Web UI");
    }

    private static Outcome failed(String reason) {
        return new Outcome(JobStatus.FAILED, reason, null, null);
    }

    /** For scripts. */
    public ExitCode exit() {
        return switch (status) {
            case COMPLETED -> totals != null && totals.records().failed() > 0 ? ExitCode.INCOMPLETE : ExitCode.OK;
            case FAILED -> ExitCode.FAILED;
            case PAUSED, CANCELLED -> ExitCode.STOPPED;
            case PENDING, RUNNING, PROCESSING -> ExitCode.INTERRUPTED;
        };
    }
}
