package io.longhaul.activities.collection;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * A collection to read. A record's position is its place, from 1, in an order that stays the same while nobody writes.
 * Safe for many threads.
 */
public interface SourceCollection {

    CollectionFacts facts();

    /**
     * Reads the records after a position up to another one, a page at a time.
     *
     * @throws io.longhaul.activities.MigrationException of kind SCHEMA_MISMATCH where there are fewer by now
     */
    void read(long after, long until, Consumer<VectorRecord> records);

    /** Those of these ids that are there, in any order. */
    List<VectorRecord> get(Collection<String> ids);

    /** The ids of the nearest records, the nearest first. */
    List<String> nearest(float[] vector, int most);
}
