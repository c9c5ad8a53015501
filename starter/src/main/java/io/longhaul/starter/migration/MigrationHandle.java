package io.longhaul.starter.migration;

import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.workflows.engine.MigrationAttributes;
import io.longhaul.workflows.engine.MigrationInput;
import io.longhaul.workflows.engine.MigrationProgress;
import io.longhaul.workflows.engine.MigrationResult;
import io.longhaul.workflows.engine.MigrationWorkflow;
import io.longhaul.workflows.engine.SeriesWorkflow;
import io.longhaul.workflows.engine.TaskQueues;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowTargetOptions;
import io.temporal.client.WorkflowUpdateException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The workflow of one migration's name, as seen from outside. Thread-safe. */
public final class MigrationHandle {

    /** A worker answers an update in well under a second; without one nobody ever does. */
    private static final long ANSWER_SECONDS = 20;

    private final WorkflowClient client;
    private final String name;
    private final @Nullable String runId;

    public MigrationHandle(WorkflowClient client, String name) {
        this(client, name, null);
    }

    /** @param runId of the run that is meant; null for the newest */
    MigrationHandle(WorkflowClient client, String name, @Nullable String runId) {
        this.client = client;
        this.name = name;
        this.runId = runId;
    }

    public String workflowId() {
        return MigrationInput.workflowId(name);
    }

    /** The id of the run that is under way; empty when none is. */
    public Optional<String> running() {
        Optional<UnderWay> run = UnderWay.of(client, workflowId());
        if (run.filter(it -> it.type().equals(SeriesWorkflow.TYPE)).isPresent()) {
            throw Refusal.usage(name + " is a series of steps, and running: name one of its steps, as " + name
                    + "-STEP, or " + Invocation.PROGRAM + " cancel " + name + " first");
        }
        return run.map(UnderWay::runId);
    }

    /**
     * Starts a run, or joins the one under way.
     *
     * @param memo for people who look at it in the Web UI
     * @return the run's id
     */
    public String start(MigrationInput input, String summary, Map<String, Object> memo) {
        WorkflowOptions.Builder options = WorkflowOptions.newBuilder()
                .setWorkflowId(workflowId())
                .setTaskQueue(TaskQueues.MAIN)
                .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                .setStaticSummary(summary)
                .setStaticDetails(details(memo))
                .setMemo(memo);
        if (input.searchable()) {
            options.setTypedSearchAttributes(io.temporal.common.SearchAttributes.newBuilder()
                    .set(MigrationAttributes.NAME, name)
                    .set(MigrationAttributes.RECIPE, input.spec().recipe())
                    .build());
        }
        MigrationWorkflow workflow = client.newWorkflowStub(MigrationWorkflow.class, options.build());
        WorkflowExecution execution = WorkflowClient.start(workflow::migrate, input);
        return execution.getRunId();
    }

    private static String details(Map<String, Object> memo) {
        StringBuilder markdown = new StringBuilder();
        memo.forEach((what, value) -> markdown.append("- **")
                .append(what)
                .append("**: ")
                .append(value)
                .append('\n'));
        return markdown.toString();
    }

    /** How the run ends, whenever it does. */
    public CompletableFuture<Outcome> outcome() {
        return stub().getResultAsync(MigrationResult.class).handle((result, failure) -> {
            if (failure == null) {
                return Outcome.of(result);
            }
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof WorkflowFailedException failed) {
                return Outcome.of(failed);
            }
            throw new CompletionException(cause);
        });
    }

    /** Where the run stands, as its workflow knows it; empty where no worker says so. */
    public Optional<MigrationProgress> progress() {
        try {
            return Optional.of(stub().query("progress", MigrationProgress.class));
        } catch (WorkflowException e) {
            return Optional.empty();
        }
    }

    /** The migration's page in a Web UI. */
    public String page(String webUi) {
        String id = URLEncoder.encode(workflowId(), StandardCharsets.UTF_8).replace("+", "%20");
        return webUi + "/namespaces/" + client.getOptions().getNamespace() + "/workflows/" + id;
    }

    /** Ends the run at once, and leaves all as it is. */
    void terminate(String reason) {
        try {
            stub().terminate(reason);
        } catch (WorkflowNotFoundException e) {
            // It has come to its end meanwhile.
            return;
        }
    }

    /** Asks the run to stop for good; batches in flight end at their next heartbeat. */
    public void cancel() {
        try {
            stub().cancel();
        } catch (WorkflowNotFoundException e) {
            throw notRunning();
        }
    }

    /**
     * Sends an update.
     *
     * @return the workflow's answer, a sentence
     * @throws Refusal where the workflow refuses, or nobody answers
     */
    public String steer(String update, Object... arguments) {
        CompletableFuture<String> answer =
                CompletableFuture.supplyAsync(() -> stub().update(update, String.class, arguments));
        try {
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new Refusal(
                    ExitCode.FAILED,
                    "no worker answered within " + ANSWER_SECONDS + " s: start one with bin/worker, then try again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(ExitCode.INTERRUPTED, "interrupted before an answer came");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WorkflowUpdateException refused) {
                throw new Refusal(ExitCode.FAILED, "migration " + name + ": " + innermost(refused));
            }
            if (e.getCause() instanceof WorkflowNotFoundException) {
                throw notRunning();
            }
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        }
    }

    private Refusal notRunning() {
        return new Refusal(
                ExitCode.FAILED,
                "migration " + name + " is not running: " + Invocation.PROGRAM + " status " + name
                        + " says where it stands, " + Invocation.PROGRAM + " --name " + name + " goes on with it");
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof io.temporal.failure.ApplicationFailure application
                ? String.valueOf(application.getOriginalMessage())
                : String.valueOf(cause.getMessage());
    }

    private WorkflowStub stub() {
        WorkflowTargetOptions.Builder target =
                WorkflowTargetOptions.newBuilder().setWorkflowId(workflowId());
        return client.newUntypedWorkflowStub((runId == null ? target : target.setRunId(runId)).build());
    }
}
