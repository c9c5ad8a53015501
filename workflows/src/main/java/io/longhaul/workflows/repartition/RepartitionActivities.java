package io.longhaul.workflows.repartition;

import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangePlan;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.Survey;
import io.longhaul.workflows.engine.Verification;
import io.temporal.activity.ActivityInterface;

/** What leads a live table into another layout. */
@ActivityInterface(namePrefix = "Repartition.")
public interface RepartitionActivities {

    /** Looks at the table and at all that hangs on it, and changes nothing. */
    Survey survey(JobId job, RepartitionSpec spec);

    /** Counts the table's rows. */
    long count(JobId job, RepartitionSpec spec);

    /** Makes a backup and looks whether it holds. An empty table needs none. */
    void backUp(JobId job, RepartitionSpec spec);

    /** Logs what writers write from now on, then makes the table that takes the new layout. */
    void prepare(JobId job, RepartitionSpec spec);

    /** Cuts the table's rows into batches and freezes them in the ledger. */
    RangePlan plan(RepartitionSpec spec, RangeRequest request);

    /** Copies a batch in one transaction with its note, when the database can bear it, and settles it in the ledger. */
    BatchCounts copy(JobId job, RepartitionSpec spec, PlannedBatch batch);

    /** Builds the new table's indexes, when all batches are in it. */
    void index(JobId job, RepartitionSpec spec);

    /** Carries over what writers have written meanwhile. */
    void catchUp(JobId job, RepartitionSpec spec);

    /** Compares both tables in one snapshot. */
    Verification compare(JobId job, RepartitionSpec spec);

    /** Gives the new table the old one's name, and all that hangs on it. */
    void swap(JobId job, RepartitionSpec spec);

    /** Has foreign keys validated, beside writers, and the view of the partitions made. */
    void settle(JobId job, RepartitionSpec spec);

    /** Looks whether the table stands as it should after the swap. */
    Verification verify(JobId job, RepartitionSpec spec);
}
