package io.longhaul.activities.pgvector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.collection.CollectionFacts;
import io.longhaul.activities.collection.Metric;
import io.longhaul.activities.collection.Place;
import io.longhaul.activities.collection.SourceCollection;
import io.longhaul.activities.collection.VectorRecord;
import io.longhaul.activities.postgres.CopiedOut;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.relational.PgNames;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.vectors.Origin;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A collection in the tables of langchain-postgres, in the order of its ids. It is only read. */
public final class PgVectorSource implements SourceCollection {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** How PostgreSQL names the ways of comparing in an index. */
    private static final Map<String, Metric> METRICS =
            Map.of("cosine_ops", Metric.COSINE, "l2_ops", Metric.L2, "ip_ops", Metric.INNER_PRODUCT);

    private final TargetDatabase database;
    private final Origin.PgVector origin;
    private final String table;

    public PgVectorSource(TargetDatabase database, Origin.PgVector origin) {
        this.database = database;
        this.origin = origin;
        this.table = PgNames.quoted(origin.schema()) + "." + Layout.EMBEDDINGS;
    }

    /** A collection as its row says. */
    private record Found(UUID id, Optional<String> metadata) {}

    private <T> T reading(TargetDatabase.Work<T> work) {
        return database.transaction("reading collection " + origin.collection(), Watch.ofThisThread(), work);
    }

    private Found found(Transaction transaction) {
        return transaction
                .sql()
                .select(
                        "SELECT uuid, cmetadata FROM " + PgNames.quoted(origin.schema()) + "." + Layout.COLLECTIONS
                                + " WHERE name = ?",
                        origin.collection())
                .map((row, context) -> new Found(row.getObject(1, UUID.class), Optional.ofNullable(row.getString(2))))
                .findOne()
                .orElseThrow(() -> new MigrationException(
                        FailureKind.SCHEMA_MISMATCH,
                        "PostgreSQL at " + database.address() + " has no collection " + origin.collection()
                                + " in schema " + origin.schema() + ": correct its name in the spec"));
    }

    @Override
    public CollectionFacts facts() {
        return reading(transaction -> {
            Found found = found(transaction);
            long records = transaction
                    .sql()
                    .select("SELECT count(*) FROM " + table + " WHERE collection_id = ?", found.id())
                    .mapTo(Long.class)
                    .one();
            int dimension = transaction
                    .sql()
                    .select(
                            "SELECT vector_dims(embedding) FROM " + table
                                    + " WHERE collection_id = ? AND embedding IS NOT NULL LIMIT 1",
                            found.id())
                    .mapTo(Integer.class)
                    .findOne()
                    .orElse(0);
            return new CollectionFacts(
                    origin.collection(),
                    found.id().toString(),
                    dimension,
                    metric(transaction, found.id()),
                    records,
                    found.metadata().map(PgVectorSource::json).orElse(null));
        });
    }

    /** That of its index; without one that of langchain-postgres, as the tables do not say. */
    private Metric metric(Transaction transaction, UUID collection) {
        List<String> indexes = transaction
                .sql()
                .select(
                        "SELECT indexdef FROM pg_indexes WHERE schemaname = ? AND tablename = ?",
                        origin.schema(),
                        Layout.EMBEDDINGS)
                .mapTo(String.class)
                .list();
        for (String index : indexes) {
            boolean ofOther = index.contains(" WHERE ") && !index.contains(collection.toString());
            // PostgreSQL leaves out the way that is a type's default.
            boolean plain = index.contains("USING ivfflat (embedding)");
            for (Map.Entry<String, Metric> each : METRICS.entrySet()) {
                if (!ofOther && index.contains(each.getKey())) {
                    return each.getValue();
                }
            }
            if (plain && !ofOther) {
                return Metric.L2;
            }
        }
        return Metric.COSINE;
    }

    @Override
    public void read(long after, long until, Consumer<VectorRecord> records) {
        long read = reading(transaction ->
                select(transaction, " ORDER BY id OFFSET " + after + " LIMIT " + (until - after), records));
        require(until - after, read, until);
    }

    /** By the index of ids: counting up to a position would sort all before it, for each batch. */
    @Override
    public void read(Place after, Place until, Consumer<VectorRecord> records) {
        String last = until.id();
        if (last == null || (after.id() == null && after.position() > 0)) {
            read(after.position(), until.position(), records);
            return;
        }
        long read = reading(transaction ->
                select(transaction, after(after) + " AND id <= " + PgNames.literal(last) + " ORDER BY id", records));
        require(until.position() - after.position(), read, until.position());
    }

    private static String after(Place place) {
        return place.id() == null ? "" : " AND id > " + PgNames.literal(place.id());
    }

    @Override
    public List<Place> places(Place after, long until, int size) {
        long wanted = until - after.position();
        boolean counted = after.id() == null;
        String records =
                "SELECT id FROM " + table + " WHERE collection_id = ? AND (? OR id > ?) ORDER BY id OFFSET ? LIMIT ?";
        List<Place> places = reading(transaction -> transaction
                .sql()
                .select(
                        "SELECT n, id FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM (" + records
                                + ") AS these) AS numbered WHERE n % ? = 0 OR n = ? ORDER BY n",
                        found(transaction).id(),
                        counted,
                        counted ? "" : after.id(),
                        counted ? after.position() : 0,
                        wanted,
                        size,
                        wanted)
                .map((row, context) -> new Place(after.position() + row.getLong(1), row.getString(2)))
                .list());
        require(wanted, places.isEmpty() ? 0 : places.get(places.size() - 1).position() - after.position(), until);
        return places;
    }

    private void require(long wanted, long found, long until) {
        if (found != wanted) {
            throw new MigrationException(
                    FailureKind.SCHEMA_MISMATCH,
                    "collection " + origin.collection() + " has not as many records up to position " + until
                            + " as when the run began: somebody writes to it; stop that, and run with --fresh");
        }
    }

    @Override
    public List<VectorRecord> get(Collection<String> ids) {
        List<VectorRecord> found = new ArrayList<>();
        if (!ids.isEmpty()) {
            String all = ids.stream().map(PgNames::literal).collect(Collectors.joining(","));
            reading(transaction -> select(transaction, " AND id IN (" + all + ")", found::add));
        }
        return found;
    }

    private long select(Transaction transaction, String rest, Consumer<VectorRecord> records) throws SQLException {
        boolean halves = halves(transaction);
        long[] read = {0};
        CopiedOut.read(
                transaction,
                "(SELECT id, embedding, document, cmetadata FROM " + table + " WHERE collection_id = '"
                        + found(transaction).id() + "'" + rest + ")",
                (bytes, from, to) -> {
                    read[0]++;
                    records.accept(new RecordReader(bytes, from, halves).record());
                });
        return read[0];
    }

    private boolean halves(Transaction transaction) {
        return transaction
                .sql()
                .select(
                        "SELECT udt_name = 'halfvec' FROM information_schema.columns"
                                + " WHERE table_schema = ? AND table_name = ? AND column_name = 'embedding'",
                        origin.schema(),
                        Layout.EMBEDDINGS)
                .mapTo(Boolean.class)
                .one();
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL's JSON is JSON", e);
        }
    }

    @Override
    public List<String> nearest(float[] vector, int most) {
        Metric metric = facts().metric();
        return reading(transaction -> transaction
                .sql()
                .select(
                        Layout.nearest(table, metric, halves(transaction)),
                        found(transaction).id(),
                        Layout.text(vector),
                        most)
                .mapTo(String.class)
                .list());
    }
}
