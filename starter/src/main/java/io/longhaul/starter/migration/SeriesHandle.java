package io.longhaul.starter.migration;

import io.longhaul.starter.Interruption;
import io.longhaul.starter.Refusal;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.MigrationAttributes;
import io.longhaul.workflows.engine.MigrationInput;
import io.longhaul.workflows.engine.SeriesInput;
import io.longhaul.workflows.engine.SeriesProgress;
import io.longhaul.workflows.engine.SeriesWorkflow;
import io.longhaul.workflows.engine.TaskQueues;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributes;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The workflow of a series, as seen from outside. Thread-safe. */
final class SeriesHandle {

    private static final long LOOK_MS = 100;

    /** In the search attribute that otherwise has a recipe. */
    private static final String RECIPE = "series";

    private final WorkflowClient client;
    private final String name;

    SeriesHandle(WorkflowClient client, String name) {
        this.client = client;
        this.name = name;
    }

    String workflowId() {
        return MigrationInput.workflowId(name);
    }

    /** The id of the run that is under way; empty when none is. */
    Optional<String> running() {
        return UnderWay.of(client, workflowId())
                .filter(run -> run.type().equals(SeriesWorkflow.TYPE))
                .map(UnderWay::runId);
    }

    /** Refuses where a migration has the name and is under way. */
    void requireFree() {
        UnderWay.of(client, workflowId())
                .filter(run -> !run.type().equals(SeriesWorkflow.TYPE))
                .ifPresent(run -> {
                    throw Refusal.usage(
                            "a migration of the name " + name
                                    + " is running, which is none of steps: give the steps another --name, or wait for its end");
                });
    }

    /**
     * Starts a run, or joins the one under way.
     *
     * @return the run's id
     */
    String start(SeriesInput input, boolean searchable) {
        WorkflowOptions.Builder options = WorkflowOptions.newBuilder()
                .setWorkflowId(workflowId())
                .setTaskQueue(TaskQueues.MAIN)
                .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                .setStaticSummary(name + ": " + input.steps().size() + " steps, one after the other");
        if (searchable) {
            options.setTypedSearchAttributes(SearchAttributes.newBuilder()
                    .set(MigrationAttributes.NAME, name)
                    .set(MigrationAttributes.RECIPE, RECIPE)
                    .build());
        }
        SeriesWorkflow workflow = client.newWorkflowStub(SeriesWorkflow.class, options.build());
        return WorkflowClient.start(workflow::run, input).getRunId();
    }

    /** Where its steps stand; empty where no worker says so. */
    Optional<SeriesProgress> progress() {
        try {
            return Optional.of(stub().query("progress", SeriesProgress.class));
        } catch (WorkflowException e) {
            return Optional.empty();
        }
    }

    /**
     * Waits until a step has begun, or the series has ended without it.
     *
     * @param ending as {@link #ending}
     * @return where all steps stand; empty where somebody interrupted
     */
    Optional<SeriesProgress> awaitStep(int index, CompletableFuture<?> ending, Interruption interruption) {
        while (!interruption.asked()) {
            boolean over = ending.isDone();
            Optional<SeriesProgress> now = progress();
            if (now.isPresent() && (over || now.get().steps().get(index).state() != SeriesProgress.State.WAITING)) {
                return now;
            }
            if (interruption.await(LOOK_MS)) {
                break;
            }
        }
        return Optional.empty();
    }

    /** How it ends, whenever it does. */
    CompletableFuture<JobStatus> ending() {
        return stub().getResultAsync(SeriesProgress.class).handle((result, failure) -> {
            if (failure == null) {
                return JobStatus.COMPLETED;
            }
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof WorkflowFailedException failed) {
                boolean cancelled = failed.getCause() instanceof CanceledFailure
                        || (failed.getCause() instanceof ApplicationFailure why
                                && why.getType().equals(JobStatus.CANCELLED.name()));
                return cancelled ? JobStatus.CANCELLED : JobStatus.FAILED;
            }
            throw new CompletionException(cause);
        });
    }

    void cancel() {
        stub().cancel();
    }

    private WorkflowStub stub() {
        return client.newUntypedWorkflowStub(workflowId());
    }
}
