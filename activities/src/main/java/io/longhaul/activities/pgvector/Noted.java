package io.longhaul.activities.pgvector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.collection.CollectionFacts;
import io.longhaul.activities.collection.Metric;
import io.longhaul.workflows.engine.FailureKind;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a job copies, as it was when it was prepared: kept in the target, beside what it made there.
 *
 * @param collection the id of the collection made
 * @param source the name of the one that is read
 * @param identity of the one that is read
 * @param records that it held
 * @param constants a digest of those put into the metadata, as they may be personal
 */
record Noted(
        UUID collection, String source, String identity, int dimension, Metric metric, long records, String constants) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Noted of(UUID collection, CollectionFacts facts, Map<String, String> constants) {
        return new Noted(
                collection,
                facts.name(),
                facts.identity(),
                facts.dimension(),
                facts.metric(),
                facts.records(),
                digest(collection, constants));
    }

    /** With the collection's id, so that equal constants of two collections are not seen to be equal. */
    private static String digest(UUID collection, Map<String, String> constants) {
        Hasher hasher = Hashing.sha256().newHasher().putUnencodedChars(collection.toString());
        new TreeMap<>(constants).forEach((name, value) -> hasher.putInt(name.length())
                .putUnencodedChars(name)
                .putInt(value.length())
                .putUnencodedChars(value));
        return hasher.hash().toString();
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

    /** Else a part of the records would have some, and the rest others. */
    void requireConstants(Map<String, String> now) {
        if (!constants.equals(digest(collection, now))) {
            throw new MigrationException(
                    FailureKind.INVALID_SPEC,
                    "the constants that are put into the metadata have changed since this job began: set them as they"
                            + " were, or reset the target and run again");
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
