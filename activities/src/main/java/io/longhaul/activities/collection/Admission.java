package io.longhaul.activities.collection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which records a target takes, and what is added to them.
 *
 * @param dimension of the vectors
 * @param constants put into the metadata of each record
 */
public record Admission(int dimension, Map<String, String> constants) {

    /** @return why a record is not taken, in words that hold nothing of it; null when it is */
    public @Nullable String refusal(VectorRecord record) {
        float[] vector = record.vector();
        if (vector == null) {
            return "it has no vector";
        }
        if (vector.length != dimension) {
            return "its vector has " + vector.length + " dimensions, and those of the collection have " + dimension;
        }
        for (float number : vector) {
            if (!Float.isFinite(number)) {
                return "its vector holds what is no finite number";
            }
        }
        JsonNode metadata = record.metadata();
        if (metadata != null && !metadata.isObject()) {
            return "its metadata are no JSON object";
        }
        for (Map.Entry<String, String> constant : constants.entrySet()) {
            JsonNode there = metadata == null ? null : metadata.get(constant.getKey());
            if (there != null && !constant.getValue().equals(there.textValue())) {
                return "its metadata has another " + constant.getKey() + " than the one that is to be added";
            }
        }
        return null;
    }

    /** Of a record that is taken. */
    public static float[] vector(VectorRecord record) {
        return Objects.requireNonNull(record.vector());
    }

    /** With the constants; an empty document and metadata stand for none, which some clients can't read. */
    public ObjectNode metadata(VectorRecord record) {
        JsonNode metadata = record.metadata();
        ObjectNode all = metadata == null ? JsonNodeFactory.instance.objectNode() : metadata.<ObjectNode>deepCopy();
        constants.forEach(all::put);
        return all;
    }
}
