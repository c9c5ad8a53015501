package io.longhaul.workflows.engine;

import io.longhaul.workflows.engine.ChildMigration.Ended;
import io.longhaul.workflows.engine.SeriesProgress.State;
import io.longhaul.workflows.engine.SeriesProgress.Step;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TerminatedFailure;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** See {@link SeriesWorkflow}. */
public final class SeriesWorkflowImpl implements SeriesWorkflow {

    private final SeriesInput input;
    private SeriesProgress progress;

    @WorkflowInit
    public SeriesWorkflowImpl(SeriesInput input) {
        this.input = input;
        this.progress = SeriesProgress.of(input);
    }

    @Override
    public SeriesProgress run(SeriesInput ignored) {
        for (int i = 0; i < input.steps().size(); i++) {
            State state = step(i);
            boolean goesOn = state == State.COMPLETED
                    || state == State.SKIPPED
                    // What one comparison finds says nothing against the next.
                    || input.steps().get(i).input().work() == Work.VERIFY;
            if (!goesOn) {
                break;
            }
        }
        List<Step> wrong = progress.steps().stream()
                .filter(step -> step.state() == State.FAILED || step.state() == State.CANCELLED)
                .toList();
        if (!wrong.isEmpty()) {
            throw failed(wrong);
        }
        return progress;
    }

    private State step(int index) {
        SeriesStep step = input.steps().get(index);
        if (step.complete()) {
            return enter(index, progress.steps().get(index).ended(State.SKIPPED, null));
        }
        ChildMigration migration = new ChildMigration(
                step.job(),
                step.input().job(),
                "step " + step.step() + " of " + input.name(),
                // A step without its series would be in the way of the next run.
                ParentClosePolicy.PARENT_CLOSE_POLICY_REQUEST_CANCEL,
                step.input().searchable());
        try {
            Ended ended = migration.run(
                    step.input(),
                    run -> enter(index, progress.steps().get(index).begun(run)));
            return enter(index, progress.steps().get(index).ended(state(ended), reason(ended, step)));
        } catch (CanceledFailure cancelled) {
            enter(index, progress.steps().get(index).ended(State.CANCELLED, null));
            throw cancelled;
        }
    }

    private static State state(Ended ended) {
        if (ended instanceof Ended.Completed) {
            return State.COMPLETED;
        }
        return ended instanceof Ended.Cancelled ? State.CANCELLED : State.FAILED;
    }

    private static @Nullable String reason(Ended ended, SeriesStep step) {
        if (ended instanceof Ended.Failed failed) {
            return failed.reason();
        }
        if (ended instanceof Ended.Taken) {
            return "migration " + step.input().name() + " runs already, by itself: cancel it, or wait for its end";
        }
        if (ended instanceof Ended.Broken broken) {
            return broken.failure().getCause() instanceof TerminatedFailure
                    ? "its workflow was terminated"
                    : "its workflow ended unforeseen: see the Web UI";
        }
        return null;
    }

    private State enter(int index, Step step) {
        progress = progress.with(index, step);
        Workflow.setCurrentDetails(markdown());
        return step.state();
    }

    private String markdown() {
        return progress.steps().stream()
                .map(step -> "- **" + step.step() + "** (`" + step.name() + "`"
                        + (step.work() == Work.VERIFY ? ", compared" : "") + "): "
                        + step.state().word()
                        + (step.reason() == null ? "" : ": " + step.reason()))
                .collect(Collectors.joining("\n"));
    }

    private ApplicationFailure failed(List<Step> wrong) {
        boolean cancelled = wrong.stream().allMatch(step -> step.state() == State.CANCELLED);
        String reasons = wrong.stream()
                .map(step -> "step " + step.step() + " "
                        + step.state().word()
                        + (step.reason() == null ? "" : ": " + step.reason()))
                .collect(Collectors.joining("; "));
        return ApplicationFailure.newNonRetryableFailure(
                reasons, (cancelled ? JobStatus.CANCELLED : JobStatus.FAILED).name(), progress);
    }

    @Override
    public SeriesProgress progress() {
        return progress;
    }
}
