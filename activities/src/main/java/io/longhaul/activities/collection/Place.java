package io.longhaul.activities.collection;

import org.jspecify.annotations.Nullable;

/**
 * A record's place in its source.
 *
 * @param position from 1 in an order that stays the same while nobody writes; 0 is before the first one
 * @param id of the record, where the source finds a place by it sooner than by counting; else null
 */
public record Place(long position, @Nullable String id) {

    public static final Place START = new Place(0, null);
}
