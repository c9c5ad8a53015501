package io.longhaul.activities.ledger;

import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.Phase;
import io.longhaul.workflows.engine.SourceKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** Reads what a report says of a job. Thread-safe; writes nothing. */
public final class Accounts {

    /** Keys for each reason: enough to look at, too few to be taken for all. */
    public static final int EXAMPLES = 5;

    /** Reasons: more than a person reads are noise. */
    public static final int KINDS = 20;

    public static final int ROUNDS = 50;

    /** Runs of the past, each with up to four phases: a schedule makes many. */
    private static final int PHASES = 200;

    /** As many bars as a chart shows apart on a phone. */
    private static final int SLOTS = 48;

    /** Slots begin at round times, so only widths that divide the next longer one. */
    private static final List<Duration> WIDTHS = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(6),
            Duration.ofHours(12),
            Duration.ofDays(1));

    private final LedgerDatabase database;

    public Accounts(LedgerDatabase database) {
        this.database = database;
    }

    /** A job's account; empty where the ledger does not have it. */
    public Optional<JobAccount> find(JobId id) {
        return database.inTransaction(handle -> {
            // One moment for all that is read, or the parts would not add up while it runs.
            handle.execute("set transaction isolation level repeatable read, read only");
            return Jobs.find(handle, id).map(job -> account(handle, job));
        });
    }

    private static JobAccount account(Handle handle, JobView job) {
        JobId id = job.id();
        Duration width = width(handle, id);
        return new JobAccount(
                job,
                settings(handle, id),
                phases(handle, id),
                number(handle, id, """
                        select coalesce(sum(greatest(attempts - 1, 0)), 0) from ingestion_batch where job_id = :job
                        """),
                width,
                slots(handle, id, width),
                number(handle, id, """
                        select count(*) from ingestion_failure where job_id = :job and resolved_at is not null
                        """),
                failures(handle, id),
                failedBatches(handle, id),
                rounds(handle, id),
                workers(handle, id));
    }

    private static Map<String, String> settings(Handle handle, JobId job) {
        Map<String, String> settings = new TreeMap<>();
        handle.createQuery("""
                        select s.key, s.value from ingestion_job j, jsonb_each_text(j.settings) s where j.id = :job
                        """)
                .bind("job", job.value())
                .map((row, context) -> settings.put(row.getString("key"), row.getString("value")))
                .list();
        return settings;
    }

    private static List<JobAccount.Entered> phases(Handle handle, JobId job) {
        return list(
                handle,
                job,
                """
                select * from (select * from ingestion_phase where job_id = :job order by entered_at desc limit %d) last
                order by entered_at
                """.formatted(PHASES),
                (row, context) -> new JobAccount.Entered(
                        row.getInt("round"),
                        Phase.valueOf(row.getString("phase").toUpperCase(Locale.ROOT)),
                        row.getTimestamp("entered_at").toInstant(),
                        Jobs.instant(row, "left_at")));
    }

    /** The shortest with which all that was settled fits. */
    private static Duration width(Handle handle, JobId job) {
        long seconds = number(handle, job, """
                select coalesce(ceil(extract(epoch from max(finished_at) - min(started_at))), 0)
                from ingestion_batch where job_id = :job and finished_at is not null
                """);
        for (Duration width : WIDTHS) {
            if (width.toSeconds() * (SLOTS - 1) >= seconds) {
                return width;
            }
        }
        return Duration.ofDays(seconds / Duration.ofDays(SLOTS - 1).toSeconds() + 1);
    }

    private static List<JobAccount.Slot> slots(Handle handle, JobId job, Duration width) {
        return list(
                handle,
                job,
                """
                select date_bin(make_interval(secs => %d), finished_at, timestamptz '2000-01-01 00:00:00Z') as slot,
                       sum(processed) as processed,
                       sum(skipped) filter (where changed_since is null) as skipped,
                       sum(case status when 'failed' then records else failed end) as failed
                from ingestion_batch
                where job_id = :job and finished_at is not null
                group by slot order by slot
                """.formatted(width.toSeconds()),
                (row, context) -> new JobAccount.Slot(
                        row.getTimestamp("slot").toInstant(),
                        row.getLong("processed"),
                        row.getLong("skipped"),
                        row.getLong("failed")));
    }

    /** As {@code job_progress} counts them: the records of a batch that failed whole are in {@link #failedBatches}. */
    private static List<JobAccount.Failures> failures(Handle handle, JobId job) {
        Map<Long, JobAccount.Failures> kinds = new LinkedHashMap<>();
        handle.createQuery("""
                        with failed as (
                            select n.record_key, n.batch_no, n.error,
                                   regexp_replace(n.error, '[0-9]([0-9.,]*[0-9])?', '…', 'g') as pattern
                            from ingestion_failure n
                            join ingestion_batch b on b.job_id = n.job_id and b.batch_no = n.batch_no
                            where n.job_id = :job and n.resolved_at is null and b.status = 'completed'),
                        kind as (
                            select pattern, count(*) as records,
                                   case when min(error) = max(error) then min(error) else pattern end as error,
                                   row_number() over (order by count(*) desc, pattern) as place
                            from failed group by pattern),
                        example as (
                            select pattern, record_key,
                                   row_number() over (partition by pattern order by batch_no, record_key) as place
                            from failed)
                        select k.place, k.error, k.records, e.record_key
                        from kind k join example e on e.pattern = k.pattern
                        where k.place <= :kinds and e.place <= :examples
                        order by k.place, e.place
                        """)
                .bind("job", job.value())
                .bind("kinds", KINDS)
                .bind("examples", EXAMPLES)
                .map((row, context) -> kinds.merge(row.getLong("place"), failure(row), Accounts::both))
                .list();
        return List.copyOf(kinds.values());
    }

    private static JobAccount.Failures failure(ResultSet row) throws SQLException {
        return new JobAccount.Failures(
                row.getString("error"),
                row.getLong("records"),
                List.of(Objects.requireNonNull(KeyColumn.key(row.getArray("record_key")))));
    }

    private static JobAccount.Failures both(JobAccount.Failures one, JobAccount.Failures more) {
        List<SourceKey> examples = new ArrayList<>(one.examples());
        examples.addAll(more.examples());
        return new JobAccount.Failures(one.error(), one.records(), List.copyOf(examples));
    }

    private static List<JobAccount.FailedBatches> failedBatches(Handle handle, JobId job) {
        return list(
                handle,
                job,
                """
                select coalesce(error_kind, 'UNKNOWN') as kind, coalesce(min(error), '') as error, count(*) as batches,
                       coalesce(sum(records) filter (where kind = 'copy'), 0) as records
                from ingestion_batch
                where job_id = :job and status = 'failed'
                group by error_kind order by count(*) desc, error_kind
                """,
                (row, context) -> new JobAccount.FailedBatches(
                        row.getString("kind"), row.getString("error"), row.getLong("batches"), row.getLong("records")));
    }

    private static List<JobAccount.Round> rounds(Handle handle, JobId job) {
        return list(
                handle,
                job,
                """
                select round, min(started_at) as started, max(finished_at) as finished,
                       sum(processed) as processed,
                       coalesce(sum(skipped) filter (where changed_since is null), 0) as skipped,
                       sum(case status when 'failed' then records else failed end) as failed
                from ingestion_batch
                where job_id = :job and started_at is not null
                group by round order by round desc limit %d
                """.formatted(ROUNDS),
                (row, context) -> new JobAccount.Round(
                        row.getInt("round"),
                        row.getTimestamp("started").toInstant(),
                        Jobs.instant(row, "finished"),
                        row.getLong("processed"),
                        row.getLong("skipped"),
                        row.getLong("failed")));
    }

    private static List<JobAccount.Worker> workers(Handle handle, JobId job) {
        return list(
                handle,
                job,
                """
                select worker, count(*) as batches, sum(processed + skipped + failed) as records,
                       min(started_at) as since, max(finished_at) as until
                from ingestion_batch
                where job_id = :job and worker is not null
                group by worker order by count(*) desc, worker
                """,
                (row, context) -> new JobAccount.Worker(
                        row.getString("worker"),
                        row.getLong("batches"),
                        row.getLong("records"),
                        row.getTimestamp("since").toInstant(),
                        Jobs.instant(row, "until")));
    }

    private static long number(Handle handle, JobId job, String sql) {
        return handle.createQuery(sql)
                .bind("job", job.value())
                .mapTo(Long.class)
                .one();
    }

    private static <T> List<T> list(Handle handle, JobId job, String sql, RowMapper<T> mapper) {
        return handle.createQuery(sql).bind("job", job.value()).map(mapper).list();
    }
}
