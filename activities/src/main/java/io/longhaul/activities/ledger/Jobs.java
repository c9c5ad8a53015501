package io.longhaul.activities.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.JobTotals;
import io.longhaul.workflows.engine.Pause;
import io.longhaul.workflows.engine.Phase;
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
     * Finds or creates the job that a run of this request belongs to. Two at once for one name get the same job.
     *
     * @param fresh begin a new job even if the last one is not finished or moves something else
     */
    public OpenedJob open(JobRequest request, boolean fresh) {
        return database.inTransaction(handle -> {
            handle.execute("select pg_advisory_xact_lock(hashtextextended(?, 0))", "longhaul/" + request.name());
            Optional<JobView> last = latest(handle, request.name());
            if (!fresh && last.isPresent() && !request.matches(last.get())) {
                return new OpenedJob.Conflict(last.get());
            }
            if (!fresh && last.isPresent() && goesOn(handle, last.get())) {
                handle.createUpdate("update ingestion_job set batch_size = :size, record_limit = :limit where id = :id")
                        .bind("size", request.batchSize())
                        .bind("limit", request.limit())
                        .bind("id", last.get().id().value())
                        .execute();
                return new OpenedJob.Resumed(last.get());
            }
            return new OpenedJob.Created(insert(handle, request));
        });
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
        return handle.createQuery(
                        "select exists (select from ingestion_batch where job_id = :job and status <> 'completed')")
                .bind("job", job.id().value())
                .mapTo(Boolean.class)
                .one();
    }

    private static JobId insert(Handle handle, JobRequest request) {
        JobId id = new JobId(UUID.randomUUID());
        handle.createUpdate("""
                        insert into ingestion_job
                            (id, name, recipe, source, sink, model, status, batch_size, record_limit, created_at)
                        values (:id, :name, :recipe, :source, :sink, :model, 'pending', :size, :limit,
                                clock_timestamp())
                        """)
                .bind("id", id.value())
                .bind("name", request.name())
                .bind("recipe", request.recipe())
                .bind("source", request.source())
                .bind("sink", request.sink())
                .bind("model", request.model())
                .bind("size", request.batchSize())
                .bind("limit", request.limit())
                .execute();
        return id;
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
        return database.inTransaction(handle -> handle.createQuery(VIEW + " where j.id = :id")
                .bind("id", id.value())
                .map((row, context) -> view(row))
                .findFirst());
    }

    /** All jobs, the newest first. */
    public List<JobView> all() {
        return database.inTransaction(handle -> handle.createQuery(VIEW + " order by j.created_at desc")
                .map((row, context) -> view(row))
                .list());
    }

    /** Deletes a job with its batches, failures, requests and stage. */
    public boolean delete(JobId id) {
        return database.inTransaction(
                handle -> handle.execute("delete from ingestion_job where id = ?", id.value()) > 0);
    }

    void phase(JobId id, Phase phase, @Nullable Survey survey) {
        database.useTransaction(handle -> handle.createUpdate("""
                        update ingestion_job
                        set phase = :phase, total_records = coalesce(:records, total_records)
                        where id = :id
                        """)
                .bind("phase", phase.name().toLowerCase(Locale.ROOT))
                .bind("records", survey == null ? null : (Long) survey.records())
                .bind("id", id.value())
                .execute());
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
        handle.createUpdate("""
                        update ingestion_job
                        set verification = cast(:verification as jsonb),
                            status = case when status = 'completed' and not :passed then 'failed' else status end,
                            reason = case when status = 'completed' and not :passed then :reason else reason end
                        where id = :id
                        """)
                .bind("verification", json(verification))
                .bind("passed", verification.passed())
                .bind("reason", reason)
                .bind("id", id.value())
                .execute();
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

    private static String json(Verification verification) {
        try {
            return JSON.writeValueAsString(verification);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a verification is plain data", e);
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
