package io.longhaul.workflows.vectors;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The collection to read. Where its server is, the worker's settings say. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "in")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Origin.Chroma.class, name = "chroma"),
    @JsonSubTypes.Type(value = Origin.PgVector.class, name = "pgvector")
})
public sealed interface Origin {

    String collection();

    /** In the tenant and database of the worker's {@code CHROMA_*} settings. */
    record Chroma(String collection) implements Origin {
        public Chroma {
            Names.require(collection, "the collection to read");
        }
    }

    /** In the tables of langchain-postgres, in the PostgreSQL of the worker's {@code SOURCE_URL}. */
    record PgVector(String schema, String collection) implements Origin {
        public PgVector {
            Names.require(schema, "the schema to read from");
            Names.require(collection, "the collection to read");
        }
    }
}
