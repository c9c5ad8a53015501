package io.longhaul.workflows.vectors;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The collection to read. Where its server is, the worker's settings say. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "in")
@JsonSubTypes({@JsonSubTypes.Type(value = Origin.Chroma.class, name = "chroma")})
public sealed interface Origin {

    String collection();

    /** In the tenant and database of the worker's {@code CHROMA_*} settings. */
    record Chroma(String collection) implements Origin {
        public Chroma {
            Names.require(collection, "the collection to read");
        }
    }
}
