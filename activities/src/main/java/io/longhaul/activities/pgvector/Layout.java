package io.longhaul.activities.pgvector;

import io.longhaul.activities.collection.Metric;
import io.longhaul.activities.relational.PgNames;
import io.longhaul.workflows.vectors.Destination;
import io.longhaul.workflows.vectors.VectorIndex;
import io.longhaul.workflows.vectors.VectorType;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The tables of langchain-postgres as SQL, with the names, types and constraints that it gives them itself. */
final class Layout {

    static final String COLLECTIONS = "langchain_pg_collection";
    static final String EMBEDDINGS = "langchain_pg_embedding";
    static final String COLUMNS = "(id, collection_id, embedding, document, cmetadata)";
    static final int COLUMN_COUNT = 5;

    /** Of all metadata, for filters. */
    static final String METADATA_INDEX = "ix_cmetadata_gin";

    private static final int ROWS_IN_A_LIST = 1_000;
    private static final long MANY_ROWS = 1_000_000;
    private static final long FEWEST_PROBES = 10;

    private final Destination.PgVector spec;

    Layout(Destination.PgVector spec) {
        this.spec = spec;
    }

    String collections() {
        return PgNames.quoted(spec.schema()) + "." + COLLECTIONS;
    }

    String embeddings() {
        return PgNames.quoted(spec.schema()) + "." + EMBEDDINGS;
    }

    String createCollections() {
        return "CREATE TABLE " + collections() + """
                (
                  uuid uuid NOT NULL,
                  name varchar NOT NULL,
                  cmetadata json,
                  PRIMARY KEY (uuid),
                  UNIQUE (name)
                )""";
    }

    String createEmbeddings(int dimension) {
        return "CREATE TABLE " + embeddings() + """
                (
                  id varchar NOT NULL,
                  collection_id uuid,
                  embedding %s,
                  document varchar,
                  cmetadata jsonb,
                  PRIMARY KEY (id),
                  FOREIGN KEY (collection_id) REFERENCES %s (uuid) ON DELETE CASCADE
                )""".formatted(column(dimension), collections());
    }

    /** The type of the vectors' column, as PostgreSQL writes it. */
    String column(int dimension) {
        return spec.type().sql() + "(" + dimension + ")";
    }

    String createMetadataIndex() {
        return "CREATE INDEX " + METADATA_INDEX + " ON " + embeddings() + " USING gin (cmetadata jsonb_path_ops)";
    }

    /** Each collection has an index of its own: one of all would find neighbours in others first, and leave them out then. */
    @Nullable
    String indexName() {
        return switch (spec.index().kind()) {
            case NONE -> null;
            case HNSW, IVFFLAT ->
                PgNames.fitting("ix_embedding_" + spec.index().kind().name().toLowerCase(Locale.ROOT) + "_"
                        + spec.collection());
        };
    }

    /** The index method of the vectors. */
    String method() {
        return spec.index().kind() == VectorIndex.Kind.IVFFLAT ? "ivfflat" : "hnsw";
    }

    String createIndex(String name, Noted noted) {
        boolean lists = spec.index().kind() == VectorIndex.Kind.IVFFLAT;
        return "CREATE INDEX " + PgNames.quoted(name) + " ON " + embeddings() + " USING " + method() + " (embedding "
                + operators(noted.metric()) + ")" + (lists ? " WITH (lists = " + lists(noted.records()) + ")" : "")
                + " WHERE collection_id = '" + noted.collection() + "'";
    }

    /** In so many lists a search looks that it finds most: the root of how many there are, and not only a few. */
    OptionalLong probes(long records) {
        if (spec.index().kind() != VectorIndex.Kind.IVFFLAT) {
            return OptionalLong.empty();
        }
        long lists = lists(records);
        return OptionalLong.of(Math.min(lists, Math.max(FEWEST_PROBES, (long) Math.ceil(Math.sqrt((double) lists)))));
    }

    /** As pgvector advises. */
    private static long lists(long records) {
        return records <= MANY_ROWS ? Math.max(1, records / ROWS_IN_A_LIST) : (long) Math.sqrt((double) records);
    }

    String operators(Metric metric) {
        String type = spec.type() == VectorType.VECTOR ? "vector_" : "halfvec_";
        return type
                + switch (metric) {
                    case COSINE -> "cosine_ops";
                    case L2 -> "l2_ops";
                    case INNER_PRODUCT -> "ip_ops";
                };
    }

    String nearest(Metric metric) {
        return nearest(embeddings(), metric, spec.type() == VectorType.HALFVEC);
    }

    /** With three parameters: the collection, a vector's text, and how many. */
    static String nearest(String table, Metric metric, boolean halves) {
        String operator =
                switch (metric) {
                    case COSINE -> "<=>";
                    case L2 -> "<->";
                    case INNER_PRODUCT -> "<#>";
                };
        VectorType type = halves ? VectorType.HALFVEC : VectorType.VECTOR;
        return "SELECT id FROM " + table + " WHERE collection_id = ? ORDER BY embedding " + operator + " CAST(? AS "
                + type.sql() + ") LIMIT ?";
    }

    /** A vector as pgvector reads it. */
    static String text(float[] vector) {
        StringJoiner text = new StringJoiner(",", "[", "]");
        for (float number : vector) {
            text.add(Float.toString(number));
        }
        return text.toString();
    }
}
