package io.longhaul.activities.collection;

import java.util.List;

/**
 * What a search found.
 *
 * @param ids of the nearest records, the nearest first
 * @param nanos that the search took by itself, as far as its store can tell it from what is around it
 */
public record Found(List<String> ids, long nanos) {

    public Found {
        ids = List.copyOf(ids);
    }
}
