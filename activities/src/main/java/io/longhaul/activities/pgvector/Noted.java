package io.longhaul.activities.pgvector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.collection.CollectionFacts;
import io.longhaul.activities.collection.Metric;
import io.longhaul.workflows.engine.FailureKind;
import java.util.UUID;

/**
 * What a job copies, as it was when it was prepared: kept in the target, beside what it made there.
 *
 * @param collection the id of the collection made
 * @param source the name of the one that is read
 * @param identity of the one that is read
 * @param records that it held
 */
record Noted(UUID collection, String source, String identity, int dimension, Metric metric, long records) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Noted of(UUID collection, CollectionFacts facts) {
        return new Noted(
                collection, facts.name(), facts.identity(), facts.dimension(), facts.metric(), facts.records());
    }

    static Noted parse(String json) {
        try {
            return JSON.readValue(json, Noted.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the bookkeeping holds what is not its JSON", e);
        }
    }

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record is JSON", e);
        }
    }

    /** Positions mean the same records only while nobody adds or deletes. */
    void requireUnchanged(CollectionFacts now) {
        boolean other = !identity.equals(now.identity());
        if (other || records != now.records() || dimension != now.dimension() || metric != now.metric()) {
            throw new MigrationException(
                    FailureKind.SCHEMA_MISMATCH,
                    "collection " + source + " has changed since this job began: it "
                            + (other
                                    ? "was deleted and made again"
                                    : "had " + records + " records of " + dimension + " dimensions, and has "
                                            + now.records() + " of " + now.dimension())
                            + "; stop whoever writes to it, reset the target, and run again");
        }
    }
}
