package io.longhaul.workflows.backfill;

import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangePlan;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.Survey;
import io.longhaul.workflows.engine.Verification;
import io.temporal.activity.ActivityInterface;

/** What looks at the live table, and what changes it. */
@ActivityInterface(namePrefix = "Backfill.")
public interface BackfillActivities {

    /** Looks at the table and tries all SQL of the spec where it changes nothing. */
    Survey survey(JobId job, BackfillSpec spec);

    /** Counts the rows that lack their value. */
    long count(JobId job, BackfillSpec spec);

    /** Adds the column, and has rows that are inserted from now on filled. */
    void prepare(JobId job, BackfillSpec spec);

    /** Cuts the rows that lack their value into batches and freezes them in the ledger. */
    RangePlan plan(BackfillSpec spec, RangeRequest request);

    /** Fills a batch in one transaction, when the database can bear it, and settles it in the ledger. */
    BatchCounts fill(JobId job, BackfillSpec spec, PlannedBatch batch);

    /** Fills what came between the survey and the trigger; then the column's constraints. */
    void constrain(JobId job, BackfillSpec spec);

    /** Builds an index of the spec. */
    void index(JobId job, BackfillSpec spec, int number);

    /** Does a step of the spec. */
    void step(JobId job, BackfillSpec spec, int number);

    /** Removes what filled the rows that were inserted meanwhile. */
    void uncover(JobId job, BackfillSpec spec);

    /** Looks at every row, and at constraints, indexes and what was removed. */
    Verification verify(JobId job, BackfillSpec spec);
}
