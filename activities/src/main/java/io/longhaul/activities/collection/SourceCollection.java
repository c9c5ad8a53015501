package io.longhaul.activities.collection;

import java.util.ArrayList;
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

    /** As by their positions, between places that {@link #places} gave. */
    default void read(Place after, Place until, Consumer<VectorRecord> records) {
        read(after.position(), until.position(), records);
    }

    /** Every so manieth place after one up to a position, and that of the position itself: borders of batches. */
    default List<Place> places(Place after, long until, int size) {
        List<Place> places = new ArrayList<>();
        for (long at = after.position(); at < until; ) {
            at = Math.min(until, at + size);
            places.add(new Place(at, null));
        }
        return places;
    }

    /** Those of these ids that are there, in any order. */
    List<VectorRecord> get(Collection<String> ids);

    /** The ids of the nearest records, the nearest first. */
    List<String> nearest(float[] vector, int most);
}
