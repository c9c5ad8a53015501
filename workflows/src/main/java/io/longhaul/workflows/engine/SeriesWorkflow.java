package io.longhaul.workflows.engine;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Several migrations one after the other, under the id {@code longhaul/<name>}. Each runs under its own name, as it would
 * alone, so it is watched, paused and reported on as any other. What a series can't do is undo: a step that fails ends
 * it, and what the steps before it have moved stays; the next run goes on at the step that failed.
 */
@WorkflowInterface
public interface SeriesWorkflow {

    /** The workflow's type. */
    String TYPE = "Series";

    /** Fails where a step does; the details of the failure hold where each step stands. */
    @WorkflowMethod(name = TYPE)
    SeriesProgress run(SeriesInput input);

    @QueryMethod(description = "Where each step stands")
    SeriesProgress progress();
}
