package io.longhaul.activities.ledger;

import static io.longhaul.activities.ledger.KeyColumn.array;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.SourceKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * Where a batch's points rest between fetching, embedding and writing, so that an outage of the target never pays for
 * an embedding twice. Thread-safe.
 */
public final class Stage {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LedgerDatabase database;

    public Stage(LedgerDatabase database) {
        this.database = database;
    }

    /**
     * Replaces what a batch has staged. A vector that an earlier attempt paid for is kept where the content is the
     * same.
     *
     * @param failures records that can't be moved, with their reasons
     * @return how many points wait for a vector
     * @throws MigrationException of kind FENCED where a later attempt has claimed the batch
     */
    public int fill(JobId job, int batch, long fence, Collection<StagedPoint> points, Map<SourceKey, String> failures) {
        return database.inTransaction(handle -> {
            Batches.lock(handle, job, batch);
            Batches.requireNewest(handle, job, batch, fence);
            String[] ids = points.stream().map(StagedPoint::id).toArray(String[]::new);
            handle.createUpdate("""
                            delete from ingestion_stage
                            where job_id = :job and batch_no = :batch and point_id <> all (:ids)
                            """)
                    .bind("job", job.value())
                    .bind("batch", batch)
                    .bindByType("ids", ids, String[].class)
                    .execute();
            insert(handle, job, batch, fence, points);
            forgetFailures(handle, job, batch);
            recordFailures(handle, job, batch, failures);
            return handle.createQuery("""
                            select count(*) from ingestion_stage
                            where job_id = :job and batch_no = :batch and action = 'upsert' and vector is null
                            """)
                    .bind("job", job.value())
                    .bind("batch", batch)
                    .mapTo(Integer.class)
                    .one();
        });
    }

    private static void insert(Handle handle, JobId job, int batch, long fence, Collection<StagedPoint> points) {
        if (points.isEmpty()) {
            return;
        }
        PreparedBatch insert = handle.prepareBatch("""
                insert into ingestion_stage as staged
                    (job_id, batch_no, point_id, record_key, fence, action, checksum, content, tokens, payload)
                values (:job, :batch, :id, :key, :fence, :action, :checksum, :content, :tokens,
                        cast(:payload as json))
                on conflict (job_id, batch_no, point_id) do update
                set fence = excluded.fence, action = excluded.action, content = excluded.content,
                    tokens = excluded.tokens, payload = excluded.payload, error = null,
                    vector = case when staged.checksum = excluded.checksum then staged.vector end,
                    checksum = excluded.checksum
                """);
        for (StagedPoint point : points) {
            insert.bind("job", job.value())
                    .bind("batch", batch)
                    .bind("id", point.id())
                    .bindByType("key", array(point.key()), String[].class)
                    .bind("fence", fence)
                    .bind("action", point.action().name().toLowerCase(Locale.ROOT))
                    .bind("checksum", point.checksum())
                    .bind(
                            "content",
                            point.content() == null ? null : point.content().getBytes(StandardCharsets.UTF_8))
                    .bind("tokens", point.tokens())
                    .bind("payload", json(point.payload()))
                    .add();
        }
        insert.execute();
    }

    /**
     * What an attempt at a batch has staged, by point id.
     *
     * @throws MigrationException of kind FENCED where a later attempt has claimed the batch: a worker that was frozen
     *     in between must not pay for, or write, what is no longer so
     */
    public List<StagedPoint> of(JobId job, int batch, long fence) {
        return database.inTransaction(handle -> {
            List<StagedPoint> staged = handle.createQuery("""
                            select * from ingestion_stage
                            where job_id = :job and batch_no = :batch and fence = :fence order by point_id
                            """)
                    .bind("job", job.value())
                    .bind("batch", batch)
                    .bind("fence", fence)
                    .map((row, context) -> point(row))
                    .list();
            Batches.requireNewest(handle, job, batch, fence);
            return staged;
        });
    }

    /**
     * Stores the vectors of one answered request, and that it was paid for. No fence: a vector is right for its
     * checksum whichever attempt paid for it.
     *
     * @param request made up by the caller before the request, so that storing it twice counts once
     * @param vectors by checksum
     * @throws MigrationException of kind STAGE_LOST where the stage no longer holds what was embedded; that it was
     *     paid for is recorded all the same
     */
    public void storeVectors(JobId job, int batch, UUID request, long tokens, Map<String, float[]> vectors) {
        int stored = database.inTransaction(handle -> {
            handle.createUpdate("""
                            insert into embedding_request (id, job_id, batch_no, texts, tokens)
                            values (:id, :job, :batch, :texts, :tokens) on conflict do nothing
                            """)
                    .bind("id", request)
                    .bind("job", job.value())
                    .bind("batch", batch)
                    .bind("texts", vectors.size())
                    .bind("tokens", tokens)
                    .execute();
            List<String> checksums = List.copyOf(vectors.keySet());
            byte[][] numbers = checksums.stream()
                    .map(checksum -> bytes(Objects.requireNonNull(vectors.get(checksum))))
                    .toArray(byte[][]::new);
            Argument asArray = (position, statement, context) ->
                    statement.setArray(position, statement.getConnection().createArrayOf("bytea", numbers));
            // One statement for all: one for each would look through the whole batch each time.
            return handle.createUpdate("""
                            update ingestion_stage s set vector = given.vector
                            from unnest(cast(:checksums as text[]), cast(:vectors as bytea[])) as given (checksum, vector)
                            where s.job_id = :job and s.batch_no = :batch and s.checksum = given.checksum
                            """)
                    .bindByType("checksums", checksums.toArray(String[]::new), String[].class)
                    .bind("vectors", asArray)
                    .bind("job", job.value())
                    .bind("batch", batch)
                    .execute();
        });
        if (stored == 0) {
            throw lost(batch);
        }
    }

    /**
     * Marks points whose content the embeddings API refused.
     *
     * @param reasons by checksum
     */
    public void refuse(JobId job, int batch, Map<String, String> reasons) {
        database.useTransaction(handle -> {
            PreparedBatch update = handle.prepareBatch("""
                    update ingestion_stage set error = :error
                    where job_id = :job and batch_no = :batch and checksum = :checksum
                    """);
            reasons.forEach((checksum, reason) -> update.bind("error", reason)
                    .bind("job", job.value())
                    .bind("batch", batch)
                    .bind("checksum", checksum)
                    .add());
            update.execute();
        });
    }

    /** The error of a batch whose stage is gone. */
    public static MigrationException lost(int batch) {
        return new MigrationException(
                FailureKind.STAGE_LOST, "the stage of batch " + batch + " was lost, as after a crash of the ledger");
    }

    /**
     * Settles a batch: its counts and failures, and an empty stage, in one transaction. Settling twice gives the
     * first counts again.
     *
     * @param failures the records refused since it was staged, with their reasons
     * @throws MigrationException of kind FENCED where a later attempt has claimed the batch
     */
    public BatchCounts settle(
            JobId job, int batch, long fence, int processed, int failed, int skipped, Map<SourceKey, String> failures) {
        return database.inTransaction(handle -> {
            // First, so that of two at once the second sees what the first did.
            Batches.lock(handle, job, batch);
            Optional<BatchCounts> before = Batches.settled(handle, job, batch);
            if (before.isPresent()) {
                return before.get();
            }
            Batches.requireNewest(handle, job, batch, fence);
            recordFailures(handle, job, batch, failures);
            handle.createUpdate("""
                            update ingestion_failure set resolved_at = clock_timestamp()
                            where job_id = :job and retry_batch = :batch and last_batch <> :batch and resolved_at is null
                            """)
                    .bind("job", job.value())
                    .bind("batch", batch)
                    .execute();
            handle.createUpdate("""
                            update ingestion_batch
                            set status = 'completed', processed = :processed, failed = :failed, skipped = :skipped,
                                records = case kind when 'copy' then :processed + :failed + :skipped else records end,
                                error_kind = null, error = null, finished_at = clock_timestamp(),
                                tokens = (select coalesce(sum(tokens), 0) from embedding_request
                                          where job_id = :job and batch_no = :batch)
                            where job_id = :job and batch_no = :batch
                            """)
                    .bind("job", job.value())
                    .bind("batch", batch)
                    .bind("processed", processed)
                    .bind("failed", failed)
                    .bind("skipped", skipped)
                    .execute();
            handle.execute("delete from ingestion_stage where job_id = ? and batch_no = ?", job.value(), batch);
            return Batches.settled(handle, job, batch).orElseThrow();
        });
    }

    /** A batch's counts, if it is settled. */
    public Optional<BatchCounts> settled(JobId job, int batch) {
        return database.inTransaction(handle -> Batches.settled(handle, job, batch));
    }

    /** Replaces what this batch has recorded; a record that had failed before in another batch has failed again. */
    private static void recordFailures(Handle handle, JobId job, int batch, Map<SourceKey, String> failures) {
        PreparedBatch insert = handle.prepareBatch("""
                insert into ingestion_failure (job_id, record_key, batch_no, last_batch, error)
                values (:job, :key, :batch, :batch, :error)
                on conflict (job_id, record_key) do update
                set last_batch = excluded.last_batch, error = excluded.error, failed_at = clock_timestamp(),
                    resolved_at = null
                """);
        failures.forEach((key, error) -> insert.bind("job", job.value())
                .bindByType("key", array(key), String[].class)
                .bind("batch", batch)
                .bind("error", error)
                .add());
        if (!failures.isEmpty()) {
            insert.execute();
        }
    }

    /** What an earlier attempt at the batch recorded need not hold any more. */
    private static void forgetFailures(Handle handle, JobId job, int batch) {
        handle.execute(
                "delete from ingestion_failure where job_id = ? and batch_no = ? and last_batch = batch_no",
                job.value(),
                batch);
        handle.execute(
                "update ingestion_failure set last_batch = batch_no where job_id = ? and last_batch = ?",
                job.value(),
                batch);
    }

    private static StagedPoint point(ResultSet row) throws SQLException {
        byte[] vector = row.getBytes("vector");
        return new StagedPoint(
                row.getString("point_id"),
                Objects.requireNonNull(KeyColumn.key(row.getArray("record_key"))),
                StagedPoint.Action.valueOf(row.getString("action").toUpperCase(Locale.ROOT)),
                row.getString("checksum"),
                content(row.getBytes("content")),
                row.getInt("tokens"),
                payload(row.getString("payload")),
                vector == null ? null : floats(vector),
                row.getString("error"));
    }

    private static @Nullable String content(byte @Nullable [] utf8) {
        return utf8 == null ? null : new String(utf8, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(float[] vector) {
        ByteBuffer buffer = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(vector);
        return buffer.array();
    }

    private static float[] floats(byte[] bytes) {
        float[] vector = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
        return vector;
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not plain data: " + value.getClass(), e);
        }
    }

    private static Map<String, @Nullable Object> payload(String json) {
        try {
            return JSON.readValue(json, new TypeReference<Map<String, @Nullable Object>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the stage holds a payload that is not JSON", e);
        }
    }
}
