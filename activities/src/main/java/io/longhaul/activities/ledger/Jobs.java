package io.longhaul.activities.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.JobRequest;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.JobTotals;
import io.longhaul.workflows.engine.Pause;
import io.longhaul.workflows.engine.Phase;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Survey;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.engine.Work;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@code ingestion_job}: who wants what moved, and how it stands. Thread-safe. */
public final class Jobs {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String VIEW = """
            select p.*, j.id, j.source, j.sink, j.model, j.paused_by, j.paused_at, j.batch_size, j.verification
            from ingestion_job j join job_progress p on p.job_id = j.id
            """;

    private final LedgerDatabase database;

    public Jobs(LedgerDatabase database) {
        this.database = database;
    }

    /**
     * Finds or creates the job that a run of this request belongs to. Two at once for one name get the same job. One
     * whose target was reset is as if it had not been.
     */
    public OpenedJob open(JobRequest request, Opening opening) {
        return database.inTransaction(handle -> {
            handle.execute("select pg_advisory_xact_lock(hashtextextended(?, 0))", "longhaul/" + request.name());
            JobView last = latest(handle, request.name()).orElse(null);
            if (last == null || opening == Opening.FRESH || isReset(handle, last.id())) {
                return new OpenedJob.Created(insert(handle, request));
            }
            if (!last.moves(request)) {
                return new OpenedJob.Conflict(last);
            }
            if (goesOn(handle, last)) {
                tune(handle, last.id(), request);
                return new OpenedJob.Resumed(last);
            }
            if (opening == Opening.ONCE) {
                if (!wantsMore(handle, last, request)) {
                    return new OpenedJob.Copied(last);
                }
                tune(handle, last.id(), request);
                return new OpenedJob.Resumed(last);
            }
            if (opening == Opening.KEEP_IN_STEP && nextRound(handle, last, request)) {
                tune(handle, last.id(), request);
                return new OpenedJob.NextRound(last.id());
            }
            return new OpenedJob.Created(insert(handle, request));
        });
    }

    private static void tune(Handle handle, JobId id, JobRequest request) {
        handle.createUpdate("""
                        update ingestion_job
                        set batch_size = :size, record_limit = :limit,
                            settings = coalesce(cast(:settings as jsonb), settings)
                        where id = :id
                        """)
                .bind("size", request.batchSize())
                .bind("settings", settings(request))
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
    private static boolean nextRound(Handle handle, JobView last, JobRequest request) {
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
    private static boolean goesOn(Handle handle, JobView job) {
        if (!job.status().unfinished()) {
            return false;
        }
        if (job.verification() == null || job.verification().passed()) {
            return true;
        }
        return !isSettled(handle, job.id());
    }

    /** Whether a completed job stopped at a limit, and is asked to go on behind it. */
    private static boolean wantsMore(Handle handle, JobView job, JobRequest request) {
        Long limit = handle.createQuery("select record_limit from ingestion_job where id = :job")
                .bind("job", job.id().value())
                .mapTo(Long.class)
                .findOne()
                .orElse(null);
        return job.status() == JobStatus.COMPLETED
                && limit != null
                && (request.limit() == null || request.limit() > limit);
    }

    private static boolean isReset(Handle handle, JobId job) {
        return handle.createQuery("select reset_at is not null from ingestion_job where id = :job")
                .bind("job", job.value())
                .mapTo(Boolean.class)
                .one();
    }

    private static JobId insert(Handle handle, JobRequest request) {
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
                .bind("settings", settings(request))
                .execute();
        return id;
    }

    /** Null where whoever asks knows none: then those of the last run stay. */
    private static @Nullable String settings(JobRequest request) {
        return request.settings().isEmpty() ? null : json(request.settings());
    }

    /** Says what a running job does or waits for; null for nothing in particular. */
    void note(JobId job, @Nullable String note) {
        database.useTransaction(handle -> handle.createUpdate(
                        "update ingestion_job set reason = :note where id = :job and status = 'running'")
                .bind("note", note)
                .bind("job", job.value())
                .execute());
    }

    /** The newest job of a name. */
    public Optional<JobView> latest(String name) {
        return database.inTransaction(handle -> latest(handle, name));
    }

    private static Optional<JobView> latest(Handle handle, String name) {
        return handle.createQuery(VIEW + " where j.name = :name order by j.created_at desc limit 1")
                .bind("name", name)
                .map((row, context) -> view(row))
                .findFirst();
    }

    public Optional<JobView> find(JobId id) {
        return database.inTransaction(handle -> find(handle, id));
    }

    static Optional<JobView> find(Handle handle, JobId id) {
        return handle.createQuery(VIEW + " where j.id = :id")
                .bind("id", id.value())
                .map((row, context) -> view(row))
                .findFirst();
    }

    /** All jobs, the newest first. */
    public List<JobView> all() {
        return database.inTransaction(handle -> handle.createQuery(VIEW + " order by j.created_at desc")
                .map((row, context) -> view(row))
                .list());
    }

    /** All jobs of a name, the newest first. */
    public List<JobView> of(String name) {
        return database.inTransaction(
                handle -> handle.createQuery(VIEW + " where j.name = :name order by j.created_at desc")
                        .bind("name", name)
                        .map((row, context) -> view(row))
                        .list());
    }

    /** Notes that the target was emptied of what a job had made, so that the next run begins a new one. */
    public void reset(JobId id) {
        database.useTransaction(handle ->
                handle.execute("update ingestion_job set reset_at = clock_timestamp() where id = ?", id.value()));
    }

    /** Whether {@link #reset} was noted. */
    public boolean isReset(JobId id) {
        return database.inTransaction(handle -> isReset(handle, id));
    }

    /** Deletes a job with its batches, failures, requests and stage. */
    public boolean delete(JobId id) {
        return database.inTransaction(
                handle -> handle.execute("delete from ingestion_job where id = ?", id.value()) > 0);
    }

    /** The first survey of a round decides its high water: what an earlier run has read may have changed since. */
    void phase(JobId id, Phase phase, @Nullable Survey survey) {
        database.useTransaction(handle -> {
            Phases.enter(handle, id, phase);
            handle.createUpdate("""
                        update ingestion_job
                        set phase = :phase, reason = case when status = 'running' then null else reason end,
                            high_water = case when updated_column is null then null
                                              else coalesce(high_water, :water) end
                        where id = :id
                        """)
                    .bind("water", survey == null ? null : survey.highWater())
                    .bind("phase", phase.name().toLowerCase(Locale.ROOT))
                    .bind("id", id.value())
                    .execute();
        });
    }

    void counted(JobId id, long records) {
        database.useTransaction(handle ->
                handle.execute("update ingestion_job set total_records = ? where id = ?", records, id.value()));
    }

    void paused(JobId id, @Nullable Pause pause) {
        database.useTransaction(handle -> handle.createUpdate("""
                        update ingestion_job
                        set status = :status, reason = :reason, paused_by = :by, paused_at = cast(:since as timestamptz)
                        where id = :id and status in ('running', 'paused')
                        """)
                .bind("status", (pause == null ? JobStatus.RUNNING : JobStatus.PAUSED).word())
                .bind("reason", pause == null ? null : pause.reason())
                .bind("by", pause == null ? null : pause.by())
                .bind("since", pause == null ? null : pause.since())
                .bind("id", id.value())
                .execute());
    }

    JobTotals settle(
            JobId id, Work work, JobStatus status, @Nullable String reason, @Nullable Verification verification) {
        return database.inTransaction(handle -> {
            if (work == Work.VERIFY) {
                settleVerified(handle, id, reason, verification);
            } else {
                settleRun(handle, id, status, reason, verification);
                Phases.leave(handle, id);
            }
            return handle.createQuery(VIEW + " where j.id = :id")
                    .bind("id", id.value())
                    .map((row, context) -> totals(row))
                    .one();
        });
    }

    private static void settleRun(
            Handle handle, JobId id, JobStatus status, @Nullable String reason, @Nullable Verification verification) {
        handle.createUpdate("""
                        update ingestion_job
                        set status = :status, phase = 'done', reason = :reason, paused_by = null, paused_at = null,
                            verification = cast(:verification as jsonb), finished_at = clock_timestamp()
                        where id = :id
                        """)
                .bind("status", status.word())
                .bind("reason", reason)
                .bind("verification", verification == null ? null : json(verification))
                .bind("id", id.value())
                .execute();
        handle.execute(
                "update ingestion_batch set status = 'cancelled' where job_id = ? and status = 'processing'",
                id.value());
        if (!status.unfinished()) {
            handle.execute("delete from ingestion_stage where job_id = ?", id.value());
            handle.execute("delete from ingestion_vector where job_id = ?", id.value());
        }
    }

    private static void settleVerified(
            Handle handle, JobId id, @Nullable String reason, @Nullable Verification verification) {
        if (verification == null) {
            return;
        }
        boolean healed = verification.passed() && failedByVerification(handle, id);
        handle.createUpdate("""
                        update ingestion_job
                        set verification = cast(:verification as jsonb),
                            status = case when status = 'completed' and not :passed then 'failed'
                                          when :healed then 'completed' else status end,
                            reason = case when status = 'completed' and not :passed then :reason
                                          when :healed then null else reason end
                        where id = :id
                        """)
                .bind("verification", json(verification))
                .bind("passed", verification.passed())
                .bind("healed", healed)
                .bind("reason", reason)
                .bind("id", id.value())
                .execute();
    }

    /** Whether all was copied, and then found to differ. */
    private static boolean failedByVerification(Handle handle, JobId id) {
        JobView job = find(handle, id).orElseThrow();
        Verification before = job.verification();
        return job.status() == JobStatus.FAILED && before != null && !before.passed() && isSettled(handle, id);
    }

    private static boolean isSettled(Handle handle, JobId id) {
        return handle.createQuery(
                        "select not exists (select from ingestion_batch where job_id = :job and status <> 'completed')")
                .bind("job", id.value())
                .mapTo(Boolean.class)
                .one();
    }

    private static JobView view(ResultSet row) throws SQLException {
        String pausedBy = row.getString("paused_by");
        String verification = row.getString("verification");
        return new JobView(
                JobId.of(row.getString("id")),
                row.getString("name"),
                row.getString("recipe"),
                row.getString("source"),
                row.getString("sink"),
                row.getString("model"),
                JobStatus.ofWord(row.getString("status")),
                row.getString("phase"),
                row.getString("reason"),
                pausedBy == null
                        ? null
                        : new Pause(pausedBy, row.getString("reason"), String.valueOf(instant(row, "paused_at"))),
                row.getInt("batch_size"),
                row.getInt("round"),
                totals(row),
                verification == null ? null : verification(verification),
                row.getTimestamp("created_at").toInstant(),
                instant(row, "started_at"),
                instant(row, "finished_at"));
    }

    private static JobTotals totals(ResultSet row) throws SQLException {
        return new JobTotals(
                new JobTotals.Batches(
                        row.getLong("total_batches"),
                        row.getLong("completed_batches"),
                        row.getLong("processing_batches"),
                        row.getLong("pending_batches"),
                        row.getLong("failed_batches")),
                new JobTotals.Records(
                        row.getLong("total_records"),
                        row.getLong("processed_records"),
                        row.getLong("failed_records"),
                        row.getLong("skipped_records")),
                new JobTotals.Embeddings(
                        row.getLong("embedding_requests"),
                        row.getLong("embedding_texts"),
                        row.getLong("embedding_tokens")));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }

    private static String json(Object data) {
        try {
            return JSON.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a verification, or settings, are plain data", e);
        }
    }

    private static Verification verification(String json) {
        try {
            return JSON.readerFor(Verification.class)
                    .without(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the ledger holds a verification that is not of this version", e);
        }
    }
}
