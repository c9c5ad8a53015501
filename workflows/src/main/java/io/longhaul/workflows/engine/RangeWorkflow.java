package io.longhaul.workflows.engine;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * One key range of a migration, under the id {@code longhaul/<name>/r<n>}: plans its batches, then keeps a window of
 * them in flight.
 */
@WorkflowInterface
public interface RangeWorkflow {

    @WorkflowMethod(name = "Range")
    RangeProgress run(RangeInput input);

    /** From its migration: how to go on. */
    @SignalMethod
    void steer(RangeSteering steering);

    /** From its migration, after a hold: dispatch again, and try the failed batches once more. */
    @SignalMethod
    void release();

    @QueryMethod
    RangeProgress progress();
}
