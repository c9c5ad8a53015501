package io.longhaul.activities.collection;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A collection as it is found.
 *
 * @param identity tells it from another of its name, as one that was deleted and made again
 * @param dimension of its vectors; 0 while it has none
 * @param metadata of the collection as a whole; null where there is none
 */
public record CollectionFacts(
        String name,
        String identity,
        int dimension,
        Metric metric,
        long records,
        @Nullable JsonNode metadata) {}
