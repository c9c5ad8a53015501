package io.longhaul.workflows.embed;

import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.RangePlan;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.Round;
import io.longhaul.workflows.engine.Survey;
import io.longhaul.workflows.engine.Verification;
import io.temporal.activity.ActivityInterface;
import org.jspecify.annotations.Nullable;

/** What reads the source and writes the target, on the task queue {@code longhaul}. */
@ActivityInterface(namePrefix = "Embed.")
public interface EmbedActivities {

    /** Checks source, target and model against the spec, and finds where to begin and to end. Writes nothing. */
    Survey survey(EmbedSpec spec, @Nullable Long limit, @Nullable Round round);

    /** Counts the records to take. */
    long count(EmbedSpec spec, @Nullable Long limit, @Nullable Round round, Survey survey);

    /** Creates the collection unless it is there and fits. */
    void prepare(EmbedSpec spec);

    /** Reads batch borders from the source and freezes them in the ledger. */
    RangePlan plan(EmbedSpec spec, RangeRequest request);

    /** Claims the batch, reads its records, and stages those that are new or changed. */
    Fetched fetch(EmbedBatch batch);

    /** Writes the staged points, then settles the batch and clears its stage in one transaction. */
    BatchCounts upsert(EmbedBatch batch, Fetched fetched);

    /** Looks for every eligible record of a range in the target. */
    Verification verifyRange(JobId job, EmbedSpec spec, KeyRange range);

    /** Compares a sample by content, and looks for points that have no source row. */
    Verification verifyTarget(JobId job, EmbedSpec spec);
}
