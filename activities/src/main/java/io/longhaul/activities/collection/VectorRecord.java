package io.longhaul.activities.collection;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was read.
 *
 * @param vector not a number where the source says so; null where it has none
 * @param metadata an object, where the record can be taken; null where it has none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record VectorRecord(
        String id,
        float @Nullable [] vector,
        @Nullable String document,
        @Nullable JsonNode metadata) {

    /** What a node of JSON takes beside its text. */
    private static final long NODE = 32;

    /** About what it takes in memory, so that pages of large records can be small. */
    public long bytes() {
        return id.length()
                + (vector == null ? 0 : (long) vector.length * Float.BYTES)
                + (document == null ? 0 : document.length())
                + (metadata == null ? 0 : bytes(metadata));
    }

    private static long bytes(JsonNode node) {
        long sum = NODE + (node.isTextual() ? node.textValue().length() : 0);
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            sum += member.getKey().length() + bytes(member.getValue());
        }
        if (node.isArray()) {
            for (JsonNode part : node) {
                sum += bytes(part);
            }
        }
        return sum;
    }
}
