package io.longhaul.workflows.vectors;

import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangePlan;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.Round;
import io.longhaul.workflows.engine.Survey;
import io.longhaul.workflows.engine.Verification;
import io.temporal.activity.ActivityInterface;
import org.jspecify.annotations.Nullable;

/** What reads the source and writes the target, on the task queue {@code longhaul}. */
@ActivityInterface(namePrefix = "Vectors.")
public interface VectorsActivities {

    /** Checks source and target against the spec, and how many records there are. Writes nothing. */
    Survey survey(JobId job, VectorsSpec spec, @Nullable Long limit, @Nullable Round round);

    /** Makes what the collection needs, and notes what is to be copied into it. */
    void prepare(JobId job, VectorsSpec spec);

    /** Divides a range into batches and freezes them in the ledger. */
    RangePlan plan(VectorsSpec spec, RangeRequest request);

    /** Claims the batch, copies its records at once or not at all, and settles it. */
    BatchCounts copy(JobId job, VectorsSpec spec, PlannedBatch batch);

    /** Makes the index, and looks whether the source is still what it was. */
    void finish(JobId job, VectorsSpec spec);

    /** Compares every record of a range with the one of its id in the target. */
    Verification verifyRange(JobId job, VectorsSpec spec, KeyRange range);

    /** Compares the target as a whole with what was copied, and searches both. */
    Verification verifyTarget(JobId job, VectorsSpec spec);
}
