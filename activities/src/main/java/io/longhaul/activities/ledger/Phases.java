package io.longhaul.activities.ledger;

import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.Phase;
import java.util.Locale;
import org.jdbi.v3.core.Handle;

/** {@code ingestion_phase}: when a job was in which phase. Each may run twice: the second time changes nothing. */
final class Phases {

    private Phases() {}

    /** A run enters a phase, and so leaves the one it was in. */
    static void enter(Handle handle, JobId job, Phase phase) {
        String word = phase.name().toLowerCase(Locale.ROOT);
        handle.createUpdate("""
                        update ingestion_phase set left_at = clock_timestamp()
                        where job_id = :job and left_at is null and phase <> :phase
                        """).bind("job", job.value()).bind("phase", word).execute();
        handle.createUpdate("""
                        insert into ingestion_phase (job_id, phase, round)
                        select id, :phase, round from ingestion_job j
                        where id = :job and not exists (
                            select from ingestion_phase p where p.job_id = j.id and p.left_at is null)
                        """).bind("job", job.value()).bind("phase", word).execute();
    }

    /** A run ends in order. */
    static void leave(Handle handle, JobId job) {
        handle.execute(
                "update ingestion_phase set left_at = clock_timestamp() where job_id = ? and left_at is null",
                job.value());
    }

    /** A run begins: one before it that did not end in order was there until it settled its last batch, at least. */
    static void cutOff(Handle handle, JobId job) {
        handle.execute("""
                update ingestion_phase p
                set left_at = coalesce((select max(b.finished_at) from ingestion_batch b
                                        where b.job_id = p.job_id and b.finished_at > p.entered_at), p.entered_at)
                where job_id = ? and left_at is null
                """, job.value());
    }
}
