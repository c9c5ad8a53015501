package io.longhaul.workflows.engine;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * One firing of a migration's schedule. A schedule starts a workflow by itself, under an id that it makes up, so this one
 * opens the job and lets the migration run under its own. It ends with it, so that the schedule knows that it still runs.
 */
@WorkflowInterface
public interface ScheduledRunWorkflow {

    /** Fails if the migration does. */
    @WorkflowMethod(name = "ScheduledRun")
    ScheduledRunResult run(ScheduledRun input);

    /** The id, before the time that the schedule puts behind it. */
    static String workflowId(String name) {
        return MigrationInput.workflowId(name) + "/scheduled";
    }

    /** The id of the schedule itself: a name has one. */
    static String scheduleId(String name) {
        return MigrationInput.workflowId(name);
    }
}
