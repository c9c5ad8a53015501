package io.longhaul.activities.ledger;

import static io.longhaul.activities.ledger.KeyColumn.array;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.ledger.StagedPoint.Action;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
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
    private static final TypeReference<Map<String, @Nullable Object>> PAYLOAD = new TypeReference<>() {};
    private static final TypeReference<List<String>> KEY = new TypeReference<>() {};

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
            handle.execute("delete from ingestion_stage where job_id = ? and batch_no = ?", job.value(), batch);
            insert(handle, job, batch, fence, List.copyOf(points));
            forgetFailures(handle, job, batch);
            recordFailures(handle, job, batch, failures);
            Set<String> paid = Set.copyOf(checksums(handle, job, batch));
            return (int) points.stream()
                    .filter(point -> point.action() == Action.UPSERT && !paid.contains(point.checksum()))
                    .count();
        });
    }

    /** One statement for all rows, whose columns are arrays: a statement for each would be most of what a batch costs. */
    private static void insert(Handle handle, JobId job, int batch, long fence, List<StagedPoint> points) {
        if (points.isEmpty()) {
            return;
        }
        handle.createUpdate("""
                        insert into ingestion_stage
                            (job_id, batch_no, fence, point_id, record_key, action, checksum, content, tokens, payload)
                        select :job, :batch, :fence, p.id, cast(p.key as json), p.action, p.checksum, p.content, p.tokens,
                               cast(p.payload as json)
                        from unnest(cast(:ids as text[]), cast(:keys as text[]), cast(:actions as text[]),
                                    cast(:checksums as text[]), cast(:contents as bytea[]), cast(:tokens as integer[]),
                                    cast(:payloads as text[]))
                             as p (id, key, action, checksum, content, tokens, payload)
                        """)
                .bind("job", job.value())
                .bind("batch", batch)
                .bind("fence", fence)
                .bindByType("ids", texts(points, StagedPoint::id), String[].class)
                .bindByType("keys", texts(points, point -> json(point.key().parts())), String[].class)
                .bindByType("actions", texts(points, point -> word(point.action())), String[].class)
                .bindByType("checksums", texts(points, StagedPoint::checksum), String[].class)
                .bind("contents", byteas(points, point -> utf8(point.content())))
                .bindByType("tokens", points.stream().map(StagedPoint::tokens).toArray(Integer[]::new), Integer[].class)
                .bindByType("payloads", texts(points, point -> json(point.payload())), String[].class)
                .execute();
    }

    private static String[] texts(List<StagedPoint> points, Function<StagedPoint, String> column) {
        return points.stream().map(column).toArray(String[]::new);
    }

    private static <T> Argument byteas(List<T> rows, Function<T, byte @Nullable []> column) {
        byte[][] values = rows.stream().map(column).toArray(byte[][]::new);
        return (position, statement, context) ->
                statement.setArray(position, statement.getConnection().createArrayOf("bytea", values));
    }

    /** The contents that have a vector. */
    private static List<String> checksums(Handle handle, JobId job, int batch) {
        return handle.createQuery("select checksum from ingestion_vector where job_id = :job and batch_no = :batch")
                .bind("job", job.value())
                .bind("batch", batch)
                .mapTo(String.class)
                .list();
    }

    /**
     * The texts of a batch that wait for a vector, each distinct one once.
     *
     * @param points as many as the attempt has staged
     * @throws MigrationException of kind STAGE_LOST where there are not so many, or FENCED as {@link #of}
     */
    public List<StagedText> waiting(JobId job, int batch, long fence, int points) {
        return database.inTransaction(handle -> {
            int[] found = new int[1];
            Map<String, StagedText> texts = new LinkedHashMap<>();
            handle.createQuery("""
                            select action, checksum, content, tokens, error from ingestion_stage
                            where job_id = :job and batch_no = :batch and fence = :fence order by point_id
                            """)
                    .bind("job", job.value())
                    .bind("batch", batch)
                    .bind("fence", fence)
                    .map((row, context) -> {
                        found[0]++;
                        return row.getString("error") == null && action(row) == Action.UPSERT ? text(row) : null;
                    })
                    .forEach(text -> {
                        if (text != null) {
                            texts.put(text.checksum(), text);
                        }
                    });
            Batches.requireNewest(handle, job, batch, fence);
            if (found[0] != points) {
                throw lost(batch);
            }
            checksums(handle, job, batch).forEach(texts::remove);
            return List.copyOf(texts.values());
        });
    }

    /**
     * What an attempt at a batch has staged, by point id.
     *
     * @throws MigrationException of kind FENCED where a later attempt has claimed the batch: a worker that was frozen
     *     in between must not pay for, or write, what is no longer so
     */
    public List<StagedPoint> of(JobId job, int batch, long fence) {
        return database.inTransaction(handle -> {
            // Not joined: what the planner knows of tables that are filled and emptied all the time is never so.
            Map<String, float[]> vectors = new HashMap<>();
            handle.createQuery(
                            "select checksum, vector from ingestion_vector where job_id = :job and batch_no = :batch")
                    .bind("job", job.value())
                    .bind("batch", batch)
                    .map((row, context) -> vectors.put(row.getString("checksum"), floats(row.getBytes("vector"))))
                    .list();
            List<StagedPoint> staged = handle.createQuery("""
                            select * from ingestion_stage
                            where job_id = :job and batch_no = :batch and fence = :fence order by point_id
                            """)
                    .bind("job", job.value())
                    .bind("batch", batch)
                    .bind("fence", fence)
                    .map((row, context) -> point(row, vectors))
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
     * @throws MigrationException of kind STAGE_LOST where the batch has nothing staged any more; that it was paid for
     *     is recorded all the same
     */
    public void storeVectors(JobId job, int batch, UUID request, long tokens, Map<String, float[]> vectors) {
        boolean staged = database.inTransaction(handle -> {
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
            if (!isStaged(handle, job, batch)) {
                return false;
            }
            List<String> checksums = List.copyOf(vectors.keySet());
            handle.createUpdate("""
                            insert into ingestion_vector (job_id, batch_no, checksum, vector)
                            select :job, :batch, given.checksum, given.vector
                            from unnest(cast(:checksums as text[]), cast(:vectors as bytea[])) as given (checksum, vector)
                            on conflict do nothing
                            """)
                    .bindByType("checksums", checksums.toArray(String[]::new), String[].class)
                    .bind(
                            "vectors",
                            byteas(checksums, checksum -> bytes(Objects.requireNonNull(vectors.get(checksum)))))
                    .bind("job", job.value())
                    .bind("batch", batch)
                    .execute();
            return true;
        });
        if (!staged) {
            throw lost(batch);
        }
    }

    private static boolean isStaged(Handle handle, JobId job, int batch) {
        return handle.createQuery(
                        "select exists (select from ingestion_stage where job_id = :job and batch_no = :batch)")
                .bind("job", job.value())
                .bind("batch", batch)
                .mapTo(Boolean.class)
                .one();
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
            handle.execute("delete from ingestion_vector where job_id = ? and batch_no = ?", job.value(), batch);
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

    private static StagedPoint point(ResultSet row, Map<String, float[]> vectors) throws SQLException {
        String checksum = row.getString("checksum");
        Action action = action(row);
        return new StagedPoint(
                row.getString("point_id"),
                new SourceKey(parsed(row.getString("record_key"), KEY)),
                action,
                checksum,
                content(row.getBytes("content")),
                row.getInt("tokens"),
                parsed(row.getString("payload"), PAYLOAD),
                action == Action.UPSERT ? vectors.get(checksum) : null,
                row.getString("error"));
    }

    private static StagedText text(ResultSet row) throws SQLException {
        return new StagedText(
                row.getString("checksum"),
                Objects.requireNonNull(content(row.getBytes("content"))),
                row.getInt("tokens"));
    }

    private static Action action(ResultSet row) throws SQLException {
        return Action.valueOf(row.getString("action").toUpperCase(Locale.ROOT));
    }

    private static String word(Action action) {
        return action.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String content(byte @Nullable [] utf8) {
        return utf8 == null ? null : new String(utf8, StandardCharsets.UTF_8);
    }

    private static byte @Nullable [] utf8(@Nullable String content) {
        return content == null ? null : content.getBytes(StandardCharsets.UTF_8);
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

    private static <T> T parsed(String json, TypeReference<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the stage holds what is not its JSON", e);
        }
    }
}
