package io.longhaul.workflows.relational;

import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangePlan;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.Survey;
import io.longhaul.workflows.engine.Verification;
import io.temporal.activity.ActivityInterface;
import java.util.List;

/**
 * What reads the SQLite file and writes the target. What a discovery has found stays in the ledger, under its job: no
 * history holds it.
 */
@ActivityInterface(namePrefix = "Relational.")
public interface RelationalActivities {

    /** Discovers all that stands in the way, and freezes the plan; stops where an issue has no rule. Writes no target. */
    Survey survey(JobId job, RelationalSpec spec);

    /** Counts the rows to take. */
    long count(JobId job, RelationalSpec spec);

    /** Makes schemas, bare tables, their quarantine and the bookkeeping. */
    void prepare(JobId job, RelationalSpec spec);

    /** Cuts tables into batches and freezes them in the ledger. */
    RangePlan plan(RelationalSpec spec, RangeRequest request);

    /** Copies a batch in one transaction, then settles it in the ledger. */
    BatchCounts copy(JobId job, RelationalSpec spec, PlannedBatch batch);

    /** The tables of the plan, by SQLite's names. */
    List<String> tables(JobId job, RelationalSpec spec);

    /** Keys, indexes, checks and sequences of a table. */
    void finishTable(JobId job, RelationalSpec spec, String table);

    /** Foreign keys of a table, when all tables have their keys. */
    void linkTable(JobId job, RelationalSpec spec, String table);

    /** Views, when all tables are there. */
    void makeViews(JobId job, RelationalSpec spec);

    /** Compares a table with its source, all rows of it. */
    Verification verifyTable(JobId job, RelationalSpec spec, String table);

    /** Times sample queries on both sides, and looks at how much was left out. */
    Verification verifyWhole(JobId job, RelationalSpec spec);
}
