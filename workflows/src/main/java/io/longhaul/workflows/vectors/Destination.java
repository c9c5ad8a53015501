package io.longhaul.workflows.vectors;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The collection to write. Where its server is, the worker's settings say. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "in")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Destination.PgVector.class, name = "pgvector"),
    @JsonSubTypes.Type(value = Destination.Qdrant.class, name = "qdrant")
})
public sealed interface Destination {

    String collection();

    /**
     * In PostgreSQL with pgvector, in the tables of langchain-postgres.
     *
     * @param schema of those tables
     * @param bookkeeping the schema of what Longhaul notes: which batches are done, and what was made
     * @param type of the column that holds the vectors
     * @param index made when they are there
     */
    record PgVector(String schema, String bookkeeping, String collection, VectorType type, VectorIndex index)
            implements Destination {

        public static final String BOOKKEEPING = "longhaul";

        public PgVector {
            Names.require(schema, "the schema to write to");
            Names.require(bookkeeping, "the schema of the bookkeeping");
            Names.require(collection, "the collection to write");
            if (schema.equals(bookkeeping)) {
                throw new IllegalArgumentException(
                        "schema and bookkeeping are both " + schema + ": give the bookkeeping a schema of its own");
            }
        }

        /** With the defaults: whole precision, HNSW. */
        public PgVector(String schema, String collection) {
            this(schema, BOOKKEEPING, collection, VectorType.VECTOR, VectorIndex.HNSW);
        }
    }

    /** In the Qdrant server of the worker's {@code QDRANT_URL}, with payloads as langchain-qdrant has them. */
    record Qdrant(String collection) implements Destination {
        public Qdrant {
            Names.require(collection, "the collection to write");
        }
    }
}
