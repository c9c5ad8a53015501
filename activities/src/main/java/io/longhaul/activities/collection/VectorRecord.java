package io.longhaul.activities.collection;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was read.
 *
 * @param vector not a number where the source says so; null where it has none
 * @param metadata null where it has none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record VectorRecord(
        String id,
        float @Nullable [] vector,
        @Nullable String document,
        @Nullable ObjectNode metadata) {}
