package io.longhaul.workflows.engine;

import io.temporal.activity.ActivityInterface;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The engine's own bookkeeping in Postgres. Each sets absolute values, so running one twice is harmless.
 */
@ActivityInterface(namePrefix = "Ledger.")
public interface LedgerActivities {

    /**
     * Finds or makes the job of a scheduled run: the one that is not finished, the one that was completed, with another
     * round of it, or a new one. Asked twice, it gives the same one.
     */
    JobId open(JobRequest request);

    /**
     * Marks the job as running and gives back to pending what an earlier run left unfinished.
     *
     * @return what is planned already
     */
    LedgerState begin(JobId job, Work work);

    /** Records the phase and, once it is known, the round's high water. */
    void phase(JobId job, Phase phase, @Nullable Survey survey);

    /** Records how many records there are to take. */
    void counted(JobId job, long records);

    /** Records that the job is paused, or with null that it goes on. */
    void paused(JobId job, @Nullable Pause pause);

    /** Settles a batch whose retries are exhausted. One that was completed after all stays completed. */
    void failBatch(JobId job, int batch, BatchError error);

    /**
     * The key ranges that are completed in the ledger, merged where they meet, in order: those of all rounds where the
     * work is to verify, otherwise those of the latest.
     */
    List<KeyRange> copied(JobId job, Work work);

    /**
     * Ends a run: batches still processing become cancelled, totals are final. A run that only verifies leaves the
     * job's status as it is, unless it found that a completed job is not.
     *
     * @return the totals
     */
    JobTotals settle(
            JobId job, Work work, JobStatus status, @Nullable String reason, @Nullable Verification verification);
}
