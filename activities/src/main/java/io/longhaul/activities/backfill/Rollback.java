package io.longhaul.activities.backfill;

import io.longhaul.activities.live.BatchLog;
import io.longhaul.activities.live.Changes;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.engine.JobId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Leads a table back, change by change, the last one first. Cut off, it goes on where it was. */
public final class Rollback {

    private final LiveDatabase database;
    private final Changes changes;
    private final List<JobId> jobs;

    /**
     * @param writerWait how long a writer may have to wait behind a change
     * @param jobs of one migration, the latest first
     */
    public Rollback(TargetDatabase target, Duration writerWait, List<JobId> jobs) {
        this.database = new LiveDatabase(target, writerWait);
        this.changes = new Changes(database);
        this.jobs = List.copyOf(jobs);
    }

    /** What was made and not undone, the last change first. */
    public List<Changes.Made> made() {
        List<Changes.Made> all = new ArrayList<>();
        jobs.forEach(job -> all.addAll(changes.made(job, Watch.ofThisThread())));
        return all;
    }

    /** How many rows were filled. */
    public long filled() {
        return database.calmly("counting filled rows", Watch.ofThisThread(), transaction -> {
            long rows = 0;
            if (FillingJob.exists(transaction)) {
                for (JobId job : jobs) {
                    rows += new BatchLog(job).rows(transaction);
                }
            }
            return rows;
        });
    }

    public void undo(Changes.Made made) {
        changes.undo(made, Watch.ofThisThread());
    }

    /** When all is undone: batches that were filled are not done any more. */
    public void forget() {
        database.calmly("forgetting batches", Watch.ofThisThread(), transaction -> {
            if (FillingJob.exists(transaction)) {
                for (JobId job : jobs) {
                    FillingJob.forget(transaction, job);
                }
            }
            return jobs;
        });
    }
}
