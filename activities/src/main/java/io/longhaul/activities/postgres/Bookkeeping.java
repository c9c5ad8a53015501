package io.longhaul.activities.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longhaul.activities.relational.PgNames;
import io.longhaul.workflows.engine.JobId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * What Longhaul notes in the target, in the quarantine schema, so that the schema of the application holds nothing but its
 * own: which batches are done, and what was made. It is written in the same transaction as what it is about.
 */
public final class Bookkeeping {

    /** The kind of a schema that was made. It is no job's alone: others may use it by now. */
    public static final String SCHEMA = "schema";

    static final String BATCHES = "longhaul_batch";
    static final String OBJECTS = "longhaul_object";
    static final String REFUSED = "longhaul_refused";

    /** What was made, each named by schema, name and PostgreSQL's own id, as a name may be given to something else. */
    public record Made(String kind, String schema, String name, long oid, String definition) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, String>> REASONS = new TypeReference<>() {};

    private static final String COUNTS =
            "source_table, key_range, copied, quarantined, without_rule, dropped, bytes, checksum";

    private final String batches;
    private final String objects;
    private final String refused;
    private final JobId job;

    public Bookkeeping(String schema, JobId job) {
        this.batches = PgNames.quoted(schema) + "." + BATCHES;
        this.objects = PgNames.quoted(schema) + "." + OBJECTS;
        this.refused = PgNames.quoted(schema) + "." + REFUSED;
        this.job = job;
    }

    public void create(Transaction transaction) throws SQLException {
        transaction.execute("CREATE TABLE IF NOT EXISTS " + batches + """
                (
                  job uuid NOT NULL,
                  batch integer NOT NULL,
                  source_table text NOT NULL,
                  key_range text NOT NULL,
                  copied bigint NOT NULL,
                  quarantined bigint NOT NULL,
                  without_rule bigint NOT NULL,
                  dropped bigint NOT NULL,
                  bytes bigint NOT NULL,
                  checksum bigint NOT NULL,
                  finished_at timestamptz NOT NULL DEFAULT now(),
                  PRIMARY KEY (job, batch)
                )""");
        transaction.execute("CREATE TABLE IF NOT EXISTS " + objects + """
                (
                  job uuid NOT NULL,
                  kind text NOT NULL,
                  schema_name text NOT NULL,
                  name text NOT NULL,
                  id bigint NOT NULL,
                  definition text NOT NULL,
                  made_at timestamptz NOT NULL DEFAULT now(),
                  PRIMARY KEY (kind, schema_name, name)
                )""");
        transaction.execute("CREATE TABLE IF NOT EXISTS " + refused + """
                (
                  job uuid NOT NULL,
                  batch integer NOT NULL,
                  reasons text NOT NULL,
                  PRIMARY KEY (job, batch),
                  FOREIGN KEY (job, batch) REFERENCES %s ON DELETE CASCADE
                )""".formatted(batches));
    }

    public boolean exists(Transaction transaction) {
        return transaction
                .sql()
                .select("SELECT to_regclass(?) IS NOT NULL AND to_regclass(?) IS NOT NULL", batches, objects)
                .mapTo(Boolean.class)
                .one();
    }

    public Optional<CopiedBatch> batch(Transaction transaction, int number) {
        return transaction
                .sql()
                .select("SELECT " + COUNTS + " FROM " + batches + " WHERE job = ? AND batch = ?", job.value(), number)
                .map(Bookkeeping::copied)
                .findOne();
    }

    /** @return whether it was noted; false where another attempt has done so */
    public boolean note(Transaction transaction, int number, CopiedBatch batch) {
        return transaction
                        .sql()
                        .createUpdate("INSERT INTO " + batches + " (job, batch, " + COUNTS
                                + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (job, batch) DO NOTHING")
                        .bind(0, job.value())
                        .bind(1, number)
                        .bind(2, batch.table())
                        .bind(3, batch.range())
                        .bind(4, batch.copied())
                        .bind(5, batch.quarantined())
                        .bind(6, batch.withoutRule())
                        .bind(7, batch.dropped())
                        .bind(8, batch.bytes())
                        .bind(9, batch.checksum())
                        .execute()
                == 1;
    }

    /** Notes why records of a batch were refused, by their keys: who asks once more may find others. */
    public void noteRefused(Transaction transaction, int number, Map<String, String> reasons) {
        if (!reasons.isEmpty()) {
            transaction
                    .sql()
                    .execute(
                            "INSERT INTO " + refused + " (job, batch, reasons) VALUES (?, ?, ?)",
                            job.value(),
                            number,
                            json(reasons));
        }
    }

    public Map<String, String> refused(Transaction transaction, int number) {
        return transaction
                .sql()
                .select("SELECT reasons FROM " + refused + " WHERE job = ? AND batch = ?", job.value(), number)
                .mapTo(String.class)
                .findOne()
                .map(Bookkeeping::reasons)
                .orElse(Map.of());
    }

    /** Text, and not jsonb, which holds no NUL; a key may. */
    private static String json(Map<String, String> reasons) {
        try {
            return JSON.writeValueAsString(reasons);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts by texts are JSON", e);
        }
    }

    private static Map<String, String> reasons(String json) {
        try {
            return JSON.readValue(json, REASONS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the bookkeeping holds what is not its JSON", e);
        }
    }

    /** All batches of a table added up; the sum of checksums is one of the rows of all. */
    public TableTotals totals(Transaction transaction, String sourceTable) {
        List<CopiedBatch> done = transaction
                .sql()
                .select(
                        "SELECT " + COUNTS + " FROM " + batches + " WHERE job = ? AND source_table = ?",
                        job.value(),
                        sourceTable)
                .map(Bookkeeping::copied)
                .list();
        return TableTotals.of(done);
    }

    /** Makes something by a statement, and notes it. */
    public void make(Transaction transaction, String kind, String schema, String name, String sql) throws SQLException {
        transaction.execute(sql);
        long oid = Catalog.relation(transaction.sql(), schema, name).orElseThrow();
        noteMade(transaction, new Made(kind, schema, name, oid, sql));
    }

    public void noteMade(Transaction transaction, Made made) {
        transaction
                .sql()
                .execute(
                        "INSERT INTO " + objects
                                + " (job, kind, schema_name, name, id, definition) VALUES (?, ?, ?, ?, ?, ?)"
                                + " ON CONFLICT (kind, schema_name, name) DO UPDATE SET job = excluded.job,"
                                + " id = excluded.id, definition = excluded.definition, made_at = now()",
                        job.value(),
                        made.kind(),
                        made.schema(),
                        made.name(),
                        made.oid(),
                        made.definition());
    }

    /** What this job made. */
    public List<Made> made(Transaction transaction) {
        return transaction
                .sql()
                .select(
                        "SELECT kind, schema_name, name, id, definition FROM " + objects
                                + " WHERE job = ? ORDER BY kind, schema_name, name",
                        job.value())
                .map(Bookkeeping::made)
                .list();
    }

    /** Whether a relation that this job made is still there; until the transaction ends, nobody can take its note away. */
    public boolean holds(Transaction transaction, String kind, String schema, String name) {
        OptionalLong there = Catalog.relation(transaction.sql(), schema, name);
        return there.isPresent()
                && transaction
                        .sql()
                        .select(
                                "SELECT id FROM " + objects
                                        + " WHERE job = ? AND kind = ? AND schema_name = ? AND name = ? FOR KEY SHARE",
                                job.value(),
                                kind,
                                schema,
                                name)
                        .mapTo(Long.class)
                        .findOne()
                        .filter(id -> id == there.getAsLong())
                        .isPresent();
    }

    /** What any job made, of one kind. */
    public List<Made> madeByAny(Transaction transaction, String kind) {
        return transaction
                .sql()
                .select("SELECT kind, schema_name, name, id, definition FROM " + objects + " WHERE kind = ?", kind)
                .map(Bookkeeping::made)
                .list();
    }

    /**
     * Gives what this job made of a kind in a schema to another that has made something there, and may use it.
     *
     * @param by what the other has made, as a kind
     * @return whether there is such another
     */
    public boolean handOver(Transaction transaction, String kind, String schema, String by) {
        Optional<UUID> heir = transaction
                .sql()
                .select(
                        "SELECT job FROM " + objects + " WHERE kind = ? AND schema_name = ? AND job <> ? LIMIT 1",
                        by,
                        schema,
                        job.value())
                .mapTo(UUID.class)
                .findOne();
        heir.ifPresent(other -> transaction
                .sql()
                .execute(
                        "UPDATE " + objects + " SET job = ? WHERE job = ? AND kind = ? AND schema_name = ?",
                        other,
                        job.value(),
                        kind,
                        schema));
        return heir.isPresent();
    }

    private static CopiedBatch copied(ResultSet row, StatementContext context) throws SQLException {
        return new CopiedBatch(
                row.getString(1),
                row.getString(2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8));
    }

    private static Made made(ResultSet row, StatementContext context) throws SQLException {
        return new Made(row.getString(1), row.getString(2), row.getString(3), row.getLong(4), row.getString(5));
    }

    /**
     * Forgets this job. The last one takes the bookkeeping along, and the schemas that were made and are empty by now.
     *
     * @return the schemas that were removed
     */
    public List<String> forget(Transaction transaction) throws SQLException {
        transaction.sql().execute("DELETE FROM " + batches + " WHERE job = ?", job.value());
        transaction.sql().execute("DELETE FROM " + objects + " WHERE job = ? AND kind <> ?", job.value(), SCHEMA);
        if (!isEmpty(transaction)) {
            return List.of();
        }
        List<Made> schemas = madeByAny(transaction, SCHEMA);
        transaction.execute("DROP TABLE IF EXISTS " + refused + ", " + batches + ", " + objects);
        List<String> removed = new ArrayList<>();
        for (Made schema : schemas) {
            OptionalLong oid = Catalog.schema(transaction.sql(), schema.name());
            boolean ours = oid.isPresent() && oid.getAsLong() == schema.oid();
            if (ours && Catalog.isEmpty(transaction.sql(), schema.oid())) {
                transaction.execute("DROP SCHEMA " + PgNames.quoted(schema.name()) + " RESTRICT");
                removed.add(schema.name());
            }
        }
        return removed;
    }

    private boolean isEmpty(Transaction transaction) {
        return transaction
                .sql()
                .select(
                        "SELECT NOT EXISTS (SELECT FROM " + batches + ") AND NOT EXISTS (SELECT FROM " + objects
                                + " WHERE kind <> ?)",
                        SCHEMA)
                .mapTo(Boolean.class)
                .one();
    }
}
