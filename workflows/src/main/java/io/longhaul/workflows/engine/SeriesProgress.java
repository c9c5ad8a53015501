package io.longhaul.workflows.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where each step of a series stands, in their order. */
public record SeriesProgress(String name, List<Step> steps) {

    public SeriesProgress {
        steps = List.copyOf(steps);
    }

    /**
     * One step.
     *
     * @param name of its migration
     * @param runId of its workflow; null before it has begun, and where there was nothing to do
     * @param reason why it failed; null where it did not
     */
    public record Step(
            String step,
            String name,
            JobId job,
            Work work,
            State state,
            @Nullable String runId,
            @Nullable String reason) {

        static Step of(SeriesStep step) {
            MigrationInput input = step.input();
            return new Step(step.step(), input.name(), input.job(), input.work(), State.WAITING, null, null);
        }

        Step begun(String run) {
            return new Step(step, name, job, work, State.RUNNING, run, null);
        }

        Step ended(State how, @Nullable String why) {
            return new Step(step, name, job, work, how, runId, why);
        }

        /** Whether the series is through with it, or stopped at it. */
        public boolean over() {
            return state != State.WAITING && state != State.RUNNING;
        }
    }

    public enum State {
        WAITING,
        RUNNING,
        COMPLETED,
        /** An earlier run had completed it. */
        SKIPPED,
        FAILED,
        CANCELLED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static SeriesProgress of(SeriesInput input) {
        return new SeriesProgress(
                input.name(), input.steps().stream().map(Step::of).toList());
    }

    /** The same with one step changed. */
    SeriesProgress with(int index, Step changed) {
        List<Step> all = new ArrayList<>(steps);
        all.set(index, changed);
        return new SeriesProgress(name, all);
    }
}
