package io.longhaul.activities.ledger;

import static io.longhaul.activities.ledger.KeyColumn.array;
import static io.longhaul.activities.ledger.KeyColumn.key;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.BatchError;
import io.longhaul.workflows.engine.BatchScope;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.LedgerState;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangePlan;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.Round;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Work;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** {@code ingestion_batch}: what is planned, who has claimed it, and what became of it. Thread-safe. */
public final class Batches {

    /** As many records as one activity compares; a few seconds' work, and a page in a history. */
    private static final long COMPARED_AT_ONCE = 50_000;

    private final LedgerDatabase database;

    public Batches(LedgerDatabase database) {
        this.database = database;
    }

    /** All batches of a job, in order. */
    public List<BatchView> of(JobId job) {
        return database.inTransaction(
                handle -> handle.createQuery("select * from ingestion_batch where job_id = :job order by batch_no")
                        .bind("job", job.value())
                        .map((row, context) -> view(row))
                        .list());
    }

    /** A range's batches, in order; empty when it is not planned yet. */
    public List<BatchView> of(JobId job, int range) {
        return database.inTransaction(handle -> handle.createQuery(
                        "select * from ingestion_batch where job_id = :job and range_no = :range order by batch_no")
                .bind("job", job.value())
                .bind("range", range)
                .map((row, context) -> view(row))
                .list());
    }

    /** A range's batches as they were planned before; empty when none were. */
    public Optional<RangePlan> planned(RangeRequest request) {
        List<BatchView> frozen = of(request.job(), request.range());
        return frozen.isEmpty() ? Optional.empty() : Optional.of(FrozenRange.plan(request, frozen));
    }

    /** How many records the copy batches of a job's earlier ranges hold. */
    public long recordsBefore(JobId job, int range) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select coalesce(sum(records), 0) from ingestion_batch
                        where job_id = :job and range_no < :range and kind = 'copy' and changed_since is null
                        """)
                .bind("job", job.value())
                .bind("range", range)
                .mapTo(Long.class)
                .one());
    }

    /** Freezes the batches of a range, unless an earlier attempt has frozen others for it: then those hold. */
    public void plan(JobId job, int range, List<PlannedBatch> batches) {
        database.useTransaction(handle -> {
            if (isPlanned(handle, job, range) || batches.isEmpty()) {
                return;
            }
            PreparedBatch insert = handle.prepareBatch("""
                    insert into ingestion_batch
                        (job_id, batch_no, range_no, round, kind, key_after, key_until, changed_since,
                         first_record, records)
                    values (:job, :number, :range, (select round from ingestion_job where id = :job), 'copy',
                            :after, :until, :since, :first, :records)
                    """);
            for (PlannedBatch batch : batches) {
                KeyRange keys = ((BatchScope.Keys) batch.scope()).range();
                insert.bind("job", job.value())
                        .bind("number", batch.number())
                        .bind("range", range)
                        .bindByType("after", array(keys.after()), String[].class)
                        .bindByType("until", array(keys.until()), String[].class)
                        .bind("since", keys.changedSince())
                        .bind("first", batch.first())
                        .bind("records", batch.records())
                        .add();
            }
            insert.execute();
        });
    }

    /** Whether a range's batches are frozen; if not, nobody else can freeze them before this transaction ends. */
    private static boolean isPlanned(Handle handle, JobId job, int range) {
        // Not "for update", for which every batch would have to wait that records a failure meanwhile.
        boolean there = handle.createQuery("select true from ingestion_job where id = :job for no key update")
                .bind("job", job.value())
                .mapTo(Boolean.class)
                .findOne()
                .isPresent();
        if (!there) {
            throw new MigrationException(FailureKind.FENCED, "job " + job + " is no longer in the ledger");
        }
        return handle.createQuery(
                        "select exists (select from ingestion_batch where job_id = :job and range_no = :range)")
                .bind("job", job.value())
                .bind("range", range)
                .mapTo(Boolean.class)
                .one();
    }

    /**
     * Assigns failed records to batches of a range and freezes those, as many as the range holds, unless an earlier
     * attempt has done so. Left out are the records of a batch that is not settled: it will take them up itself; and those
     * that the ranges before have retried in vain for the same request, which would never end.
     */
    public void planFailures(JobId job, RangeRequest request, @Nullable Integer batch, @Nullable Set<SourceKey> only) {
        database.useTransaction(handle -> {
            if (isPlanned(handle, job, request.range())) {
                return;
            }
            handle.createUpdate("""
                            with waiting as (
                                select f.record_key, row_number() over (order by f.batch_no, f.record_key) - 1 as n
                                from ingestion_failure f
                                join ingestion_batch o on o.job_id = f.job_id and o.batch_no = f.batch_no
                                left join ingestion_batch b on b.job_id = f.job_id and b.batch_no = f.retry_batch
                                where f.job_id = :job and f.resolved_at is null and o.status = 'completed'
                                  and coalesce(b.status, 'completed') = 'completed'
                                  and (cast(:batch as integer) is null or f.batch_no = :batch)
                                  and (f.retry_batch is null or f.retry_batch < :begun)
                                  and (cast(:only as jsonb) is null
                                       or to_jsonb(f.record_key) in (
                                           select jsonb_array_elements(cast(:only as jsonb))))
                            )
                            update ingestion_failure f
                            set retry_batch = cast(:first + w.n / :size as integer)
                            from waiting w
                            where f.job_id = :job and f.record_key = w.record_key and w.n < :size * :batches
                            """)
                    .bind("job", job.value())
                    .bind("first", request.firstBatch())
                    .bind("begun", begun(handle, request))
                    .bind("size", (long) request.batchSize())
                    .bind("batches", (long) RangeRequest.BATCHES)
                    .bind("batch", batch)
                    .bind("only", only == null ? null : Stage.json(only))
                    .execute();
            handle.createUpdate("""
                            insert into ingestion_batch (job_id, batch_no, range_no, round, kind, records)
                            select f.job_id, f.retry_batch, :range, j.round, 'retry', count(*)
                            from ingestion_failure f join ingestion_job j on j.id = f.job_id
                            where f.job_id = :job and f.retry_batch >= :first and f.retry_batch < :first + :batches
                            group by f.job_id, f.retry_batch, j.round
                            """)
                    .bind("job", job.value())
                    .bind("range", request.range())
                    .bind("first", request.firstBatch())
                    .bind("batches", RangeRequest.BATCHES)
                    .execute();
        });
    }

    /** The first batch of a request to retry: it goes on in another range only where all before it were full. */
    private static int begun(Handle handle, RangeRequest request) {
        int before = handle.createQuery("""
                        select count(*) from (
                            select range_no, row_number() over (order by range_no desc) as n from ingestion_batch
                            where job_id = :job and range_no < :range and kind = 'retry'
                            group by range_no having count(*) = :batches) as full_range
                        where range_no = :range - n
                        """)
                .bind("job", request.job().value())
                .bind("range", request.range())
                .bind("batches", RangeRequest.BATCHES)
                .mapTo(Integer.class)
                .one();
        return request.firstBatch() - before * RangeRequest.BATCHES;
    }

    /** The keys of all records that failed and were not resolved since. */
    public List<SourceKey> unresolved(JobId job) {
        return database.inTransaction(handle -> handle.createQuery(
                        "select record_key from ingestion_failure where job_id = :job and resolved_at is null")
                .bind("job", job.value())
                .map((row, context) -> Objects.requireNonNull(key(row.getArray("record_key"))))
                .list());
    }

    /** A batch is mine, or was settled before. */
    public sealed interface Claim {
        /**
         * @param fence this claim's token; a later claim makes it void
         * @param again whether an earlier round may have read records of it, and so have seen them fail
         */
        record Mine(long fence, boolean again) implements Claim {}

        record Settled(BatchCounts counts) implements Claim {}
    }

    /**
     * Takes a batch for one attempt.
     *
     * @param worker the identity of the worker that takes it
     * @throws MigrationException of kind FENCED where the job no longer runs
     */
    public Claim claim(JobId job, int batch, String worker) {
        return database.inTransaction(handle -> {
            Optional<Claim> mine = handle.createQuery("""
                            update ingestion_batch b
                            set fence = nextval('ingestion_fence'), status = 'processing', worker = :worker,
                                attempts = attempts + 1, started_at = coalesce(b.started_at, clock_timestamp()),
                                finished_at = null, error = null, error_kind = null
                            from ingestion_job j
                            where b.job_id = :job and b.batch_no = :batch and b.status <> 'completed'
                              and j.id = b.job_id and j.status in ('running', 'paused')
                            returning b.fence, b.round > 0 and b.kind = 'copy' as again
                            """)
                    .bind("job", job.value())
                    .bind("batch", batch)
                    .bind("worker", worker)
                    .<Claim>map((row, context) -> new Claim.Mine(row.getLong("fence"), row.getBoolean("again")))
                    .findOne();
            if (mine.isPresent()) {
                return mine.get();
            }
            return new Claim.Settled(settled(handle, job, batch)
                    .orElseThrow(() -> new MigrationException(
                            FailureKind.FENCED, "batch " + batch + " is not to be moved: its job does not run")));
        });
    }

    /** A batch takes up those of its records that failed in an earlier one: they are resolved when it is settled. */
    public void takeUpFailures(JobId job, int batch, Collection<SourceKey> keys) {
        database.useTransaction(handle -> handle.createUpdate("""
                        update ingestion_failure set retry_batch = :batch
                        where job_id = :job and batch_no <> :batch and resolved_at is null
                          and to_jsonb(record_key) in (select jsonb_array_elements(cast(:keys as jsonb)))
                        """)
                .bind("job", job.value())
                .bind("batch", batch)
                .bind("keys", Stage.json(keys.stream().map(KeyColumn::array).toList()))
                .execute());
    }

    /** A batch's counts, if it is completed. */
    static Optional<BatchCounts> settled(Handle handle, JobId job, int batch) {
        return handle.createQuery("""
                        select * from ingestion_batch
                        where job_id = :job and batch_no = :batch and status = 'completed'
                        """)
                .bind("job", job.value())
                .bind("batch", batch)
                .map((row, context) -> counts(row))
                .findOne();
    }

    /** Locks a batch for the rest of the transaction. */
    static void lock(Handle handle, JobId job, int batch) {
        handle.execute(
                "select from ingestion_batch where job_id = ? and batch_no = ? for no key update", job.value(), batch);
    }

    /** @throws MigrationException of kind FENCED where a later attempt has claimed the batch */
    static void requireNewest(Handle handle, JobId job, int batch, long fence) {
        Optional<Long> newest = handle.createQuery(
                        "select fence from ingestion_batch where job_id = :job and batch_no = :batch")
                .bind("job", job.value())
                .bind("batch", batch)
                .mapTo(Long.class)
                .findOne();
        if (newest.isEmpty() || newest.get() != fence) {
            throw new MigrationException(
                    FailureKind.FENCED, "batch " + batch + " was claimed by another attempt since");
        }
    }

    void fail(JobId job, int batch, BatchError error) {
        database.useTransaction(handle -> handle.createUpdate("""
                        update ingestion_batch
                        set status = 'failed', error_kind = :kind, error = :error, finished_at = clock_timestamp()
                        where job_id = :job and batch_no = :batch and status <> 'completed'
                        """)
                .bind("kind", error.kind().name())
                .bind("error", error.message())
                .bind("job", job.value())
                .bind("batch", batch)
                .execute());
    }

    LedgerState begin(JobId job, Work work) {
        return database.inTransaction(handle -> {
            Phases.cutOff(handle, job);
            handle.createUpdate("""
                            update ingestion_job
                            set status = 'running', reason = null, paused_by = null, paused_at = null,
                                started_at = coalesce(started_at, clock_timestamp()), finished_at = null
                            where id = :job
                            """).bind("job", job.value()).execute();
            if (work != Work.VERIFY) {
                handle.createUpdate("""
                                update ingestion_batch set status = 'pending'
                                where job_id = :job and status not in ('pending', 'completed')
                                """).bind("job", job.value()).execute();
            }
            return state(handle, job);
        });
    }

    private static LedgerState state(Handle handle, JobId job) {
        List<Integer> unfinished = handle.createQuery("""
                        select distinct range_no from ingestion_batch
                        where job_id = :job and status <> 'completed' order by range_no
                        """)
                .bind("job", job.value())
                .mapTo(Integer.class)
                .list();
        int nextRange = handle.createQuery(
                        "select coalesce(max(range_no) + 1, 0) from ingestion_batch where job_id = :job")
                .bind("job", job.value())
                .mapTo(Integer.class)
                .one();
        int round = handle.createQuery("select round from ingestion_job where id = :job")
                .bind("job", job.value())
                .mapTo(Integer.class)
                .one();
        BatchCounts settled = handle.createQuery("""
                        select coalesce(sum(processed), 0) as processed,
                               -- A record that goes through after all is a failure no more.
                               coalesce(sum(case kind when 'retry' then -processed - skipped else failed end), 0)
                                   as failed,
                               coalesce(sum(skipped), 0) as skipped, coalesce(sum(tokens), 0) as tokens
                        from ingestion_batch b
                        where job_id = :job and round = :round and not exists (
                            select from ingestion_batch o
                            where o.job_id = b.job_id and o.range_no = b.range_no and o.status <> 'completed')
                        """)
                .bind("job", job.value())
                .bind("round", round)
                .map((row, context) -> counts(row))
                .one();
        return new LedgerState(
                unfinished,
                nextRange,
                planned(handle, job, round, false),
                settled,
                round == 0 ? null : round(handle, job, round));
    }

    private static Round round(Handle handle, JobId job, int number) {
        return handle.createQuery("select base_key, changed_since from ingestion_job where id = :job")
                .bind("job", job.value())
                .map((row, context) -> new Round(
                        job,
                        number,
                        Objects.requireNonNull(key(row.getArray("base_key"))),
                        row.getString("changed_since"),
                        planned(handle, job, number, true)))
                .one();
    }

    /** The key of the last record that a round has planned, of all records or of those that changed. */
    private static @Nullable SourceKey planned(Handle handle, JobId job, int round, boolean changed) {
        return handle.createQuery("""
                        select key_until from ingestion_batch
                        where job_id = :job and round = :round and kind = 'copy'
                          and (changed_since is not null) = :changed
                        order by batch_no desc limit 1
                        """)
                .bind("job", job.value())
                .bind("round", round)
                .bind("changed", changed)
                .map((row, context) -> Objects.requireNonNull(key(row.getArray("key_until"))))
                .findOne()
                .orElse(null);
    }

    /** The key of the last record that is planned, whichever round did. */
    public Optional<SourceKey> cursor(JobId job) {
        return database.inTransaction(handle -> lastKey(handle, job));
    }

    static Optional<SourceKey> lastKey(Handle handle, JobId job) {
        return handle.createQuery("""
                        select key_until from ingestion_batch
                        where job_id = :job and kind = 'copy' and changed_since is null
                        order by batch_no desc limit 1
                        """)
                .bind("job", job.value())
                .map((row, context) -> Objects.requireNonNull(key(row.getArray("key_until"))))
                .findOne();
    }

    /**
     * What a job was to take, and what arrived of it.
     *
     * @param limit of records in its last run; null for all
     */
    public record Extent(long processed, @Nullable Long limit) {}

    public Extent extent(JobId job) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select j.record_limit, coalesce(sum(b.processed), 0) as processed
                        from ingestion_job j left join ingestion_batch b on b.job_id = j.id
                        where j.id = :job group by j.id
                        """)
                .bind("job", job.value())
                .map((row, context) -> new Extent(row.getLong("processed"), row.getObject("record_limit", Long.class)))
                .one());
    }

    /** The key ranges of the completed copy batches, merged where they meet, each as long as one comparison is. */
    List<KeyRange> copied(JobId job, Work work) {
        List<KeyRange> merged = new ArrayList<>();
        long records = 0;
        for (PlannedBatch batch : work == Work.COPY ? copiedInThisRound(job) : copiedInAllRounds(job)) {
            KeyRange range = ((BatchScope.Keys) batch.scope()).range();
            KeyRange last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            records += batch.records();
            if (last != null && meet(last, range) && records <= COMPARED_AT_ONCE) {
                merged.set(merged.size() - 1, new KeyRange(last.after(), range.until(), range.changedSince()));
            } else {
                merged.add(range);
                records = batch.records();
            }
        }
        return merged;
    }

    private static boolean meet(KeyRange one, KeyRange next) {
        return one.until().equals(next.after()) && Objects.equals(one.changedSince(), next.changedSince());
    }

    private List<PlannedBatch> copiedInThisRound(JobId job) {
        return completedCopies(job, "round = (select round from ingestion_job where id = :job)");
    }

    /** Records that were taken again as they had changed are within the keys of those that were new. */
    private List<PlannedBatch> copiedInAllRounds(JobId job) {
        return completedCopies(job, "changed_since is null");
    }

    private List<PlannedBatch> completedCopies(JobId job, String which) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select * from ingestion_batch
                        where job_id = :job and kind = 'copy' and status = 'completed' and %s order by batch_no
                        """.formatted(which))
                .bind("job", job.value())
                .map((row, context) -> view(row).batch())
                .list());
    }

    private static BatchView view(ResultSet row) throws SQLException {
        SourceKey until = key(row.getArray("key_until"));
        BatchScope scope = until == null
                ? new BatchScope.Failures()
                : new BatchScope.Keys(
                        new KeyRange(key(row.getArray("key_after")), until, row.getString("changed_since")));
        return new BatchView(
                new PlannedBatch(row.getInt("batch_no"), scope, row.getLong("first_record"), row.getInt("records")),
                JobStatus.ofWord(row.getString("status")),
                row.getString("worker"),
                row.getInt("attempts"),
                counts(row),
                row.getString("error_kind"),
                row.getString("error"),
                Jobs.instant(row, "started_at"),
                Jobs.instant(row, "finished_at"));
    }

    private static BatchCounts counts(ResultSet row) throws SQLException {
        return new BatchCounts(
                row.getLong("processed"), row.getLong("failed"), row.getLong("skipped"), row.getLong("tokens"));
    }

    /** The keys of the failed records that a retry batch takes up. */
    public List<SourceKey> failuresOf(JobId job, int batch) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select record_key from ingestion_failure
                        where job_id = :job and retry_batch = :batch and resolved_at is null order by record_key
                        """)
                .bind("job", job.value())
                .bind("batch", batch)
                .map((row, context) -> Objects.requireNonNull(key(row.getArray("record_key"))))
                .list());
    }

    /** The records that failed and were not resolved since, in the order of their batches; {@code most} at most. */
    public List<FailureView> failures(JobId job, int most) {
        return database.inTransaction(handle -> handle.createQuery("""
                        select * from ingestion_failure where job_id = :job and resolved_at is null
                        order by batch_no, record_key limit :most
                        """)
                .bind("job", job.value())
                .bind("most", most)
                .map((row, context) -> new FailureView(
                        Objects.requireNonNull(key(row.getArray("record_key"))),
                        row.getInt("batch_no"),
                        row.getString("error"),
                        row.getTimestamp("failed_at").toInstant(),
                        Jobs.instant(row, "resolved_at")))
                .list());
    }

    /** Of these keys, those with an unresolved failure: they need not be in the target. */
    public Set<SourceKey> failedAmong(JobId job, Collection<SourceKey> keys) {
        return database.inTransaction(handle -> {
            Set<SourceKey> failed = new HashSet<>();
            handle.createQuery("""
                            select record_key from ingestion_failure
                            where job_id = :job and resolved_at is null
                              and to_jsonb(record_key) in (select jsonb_array_elements(cast(:keys as jsonb)))
                            """)
                    .bind("job", job.value())
                    .bind("keys", Stage.json(keys.stream().map(KeyColumn::array).toList()))
                    .map((row, context) -> Objects.requireNonNull(key(row.getArray("record_key"))))
                    .forEach(failed::add);
            return failed;
        });
    }
}
