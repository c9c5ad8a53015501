package io.longhaul.activities.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.JobRequest;
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
        return database.inTransaction(handle -> new Admission(handle, request).as(opening));
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

    static Optional<JobView> latest(Handle handle, String name) {
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

    static boolean isReset(Handle handle, JobId job) {
        return handle.createQuery("select reset_at is not null from ingestion_job where id = :job")
                .bind("job", job.value())
                .mapTo(Boolean.class)
                .one();
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

    static boolean isSettled(Handle handle, JobId id) {
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

    static String json(Object data) {
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
