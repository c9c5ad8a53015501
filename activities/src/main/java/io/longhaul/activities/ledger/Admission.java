package io.longhaul.activities.ledger;

import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.JobRequest;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Verification;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Which job a run belongs to, within one transaction: one that goes on, the next round of one that is complete, or a new one. */
record Admission(Handle handle, JobRequest request) {

    OpenedJob as(Opening opening) {
        handle.execute("select pg_advisory_xact_lock(hashtextextended(?, 0))", "longhaul/" + request.name());
        JobView last = Jobs.latest(handle, request.name()).orElse(null);
        if (last == null || opening == Opening.FRESH || Jobs.isReset(handle, last.id())) {
            return new OpenedJob.Created(insert());
        }
        if (!last.moves(request)) {
            return new OpenedJob.Conflict(last);
        }
        if (goesOn(last)) {
            tune(last.id());
            return new OpenedJob.Resumed(last);
        }
        if (opening == Opening.ONCE) {
            if (!wantsMore(last)) {
                return new OpenedJob.Copied(last);
            }
            tune(last.id());
            return new OpenedJob.Resumed(last);
        }
        if (opening == Opening.KEEP_IN_STEP && nextRound(last)) {
            tune(last.id());
            return new OpenedJob.NextRound(last.id());
        }
        return new OpenedJob.Created(insert());
    }

    private void tune(JobId id) {
        handle.createUpdate("""
                        update ingestion_job
                        set batch_size = :size, record_limit = :limit,
                            settings = coalesce(cast(:settings as jsonb), settings)
                        where id = :id
                        """)
                .bind("size", request.batchSize())
                .bind("settings", settings())
                .bind("limit", request.limit())
                .bind("id", id.value())
                .execute();
    }

    /**
     * Turns a completed job into one that goes on after its last key, and after its high water. A round that differed from
     * the source when it ended, as rows came while it ran, is read once more: the next one begins where it began.
     *
     * @return false where it can't be: nothing was copied, or changes are to be found by a column whose high water is not
     *     known
     */
    private boolean nextRound(JobView last) {
        if (last.status().unfinished()) {
            return false;
        }
        Optional<SourceKey> cursor = Batches.lastKey(handle, last.id());
        boolean known = handle.createQuery("""
                        select cast(:column as text) is null or (updated_column = :column and high_water is not null)
                        from ingestion_job where id = :id
                        """)
                .bind("column", request.updatedColumn())
                .bind("id", last.id().value())
                .mapTo(Boolean.class)
                .one();
        if (cursor.isEmpty() || !known) {
            return false;
        }
        Verification found = last.verification();
        handle.createUpdate("""
                        update ingestion_job
                        set round = round + 1, status = 'pending', phase = null, reason = null,
                            base_key = case when :again then base_key else :cursor end,
                            changed_since = case when cast(:column as text) is null then null
                                                 when :again then changed_since else high_water end,
                            updated_column = :column, high_water = null, total_records = null,
                            verification = null, finished_at = null
                        where id = :id
                        """)
                .bind("again", last.round() > 0 && found != null && !found.passed())
                .bindByType("cursor", KeyColumn.array(cursor.get()), String[].class)
                .bind("column", request.updatedColumn())
                .bind("id", last.id().value())
                .execute();
        // What was looked at again and had not changed leaves no trace, or the ledger would grow by it each time.
        handle.execute("""
                delete from ingestion_batch
                where job_id = ? and changed_since is not null and status = 'completed'
                  and processed = 0 and failed = 0 and tokens = 0
                """, last.id().value());
        handle.execute("""
                delete from ingestion_phase p
                where job_id = ? and not exists (
                    select from ingestion_batch b where b.job_id = p.job_id and b.round = p.round)
                """, last.id().value());
        return true;
    }

    /**
     * Whether there is anything that a run of this job would still copy. A job whose batches are all settled and that was
     * then found to differ has nothing: only a new one reads every row again, and skips what is unchanged.
     */
    private boolean goesOn(JobView job) {
        if (!job.status().unfinished()) {
            return false;
        }
        if (job.verification() == null || job.verification().passed()) {
            return true;
        }
        return !Jobs.isSettled(handle, job.id());
    }

    /** Whether a completed job stopped at a limit, and is asked to go on behind it. */
    private boolean wantsMore(JobView job) {
        Long limit = handle.createQuery("select record_limit from ingestion_job where id = :job")
                .bind("job", job.id().value())
                .mapTo(Long.class)
                .findOne()
                .orElse(null);
        return job.status() == JobStatus.COMPLETED
                && limit != null
                && (request.limit() == null || request.limit() > limit);
    }

    private JobId insert() {
        JobId id = new JobId(UUID.randomUUID());
        handle.createUpdate("""
                        insert into ingestion_job
                            (id, name, recipe, source, sink, model, status, batch_size, record_limit, updated_column,
                             settings, created_at)
                        values (:id, :name, :recipe, :source, :sink, :model, 'pending', :size, :limit, :updated,
                                cast(:settings as jsonb), clock_timestamp())
                        """)
                .bind("id", id.value())
                .bind("name", request.name())
                .bind("recipe", request.recipe())
                .bind("source", request.source())
                .bind("sink", request.sink())
                .bind("model", request.model())
                .bind("size", request.batchSize())
                .bind("limit", request.limit())
                .bind("updated", request.updatedColumn())
                .bind("settings", settings())
                .execute();
        return id;
    }

    /** Null where whoever asks knows none: then those of the last run stay. */
    private @Nullable String settings() {
        return request.settings().isEmpty() ? null : Jobs.json(request.settings());
    }
}
