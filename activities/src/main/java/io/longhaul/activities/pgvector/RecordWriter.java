package io.longhaul.activities.pgvector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.longhaul.activities.collection.VectorRecord;
import io.longhaul.activities.relational.PgBinary;
import io.longhaul.workflows.vectors.VectorType;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as tuples of PostgreSQL's binary COPY, in the order of {@link Layout#COLUMNS}. What langchain-postgres can't
 * read as nothing, a document or metadata, becomes an empty one.
 */
final class RecordWriter {

    private static final byte JSONB_VERSION = 1;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final UUID collection;
    private final VectorType type;
    private final int dimension;
    private final Map<String, String> constants;

    RecordWriter(UUID collection, VectorType type, int dimension, Map<String, String> constants) {
        this.collection = collection;
        this.type = type;
        this.dimension = dimension;
        this.constants = constants;
    }

    /** @return why the record can't be written, in words that hold nothing of it; null when it was */
    @Nullable
    String append(VectorRecord record, PgBinary out) {
        int start = out.length();
        String reason = tuple(record, out);
        if (reason != null) {
            out.truncate(start);
        }
        return reason;
    }

    private @Nullable String tuple(VectorRecord record, PgBinary out) {
        out.putShort(Layout.COLUMN_COUNT);
        if (record.id().indexOf(0) >= 0) {
            return "its id holds a NUL character, which PostgreSQL does not store";
        }
        putText(record.id(), out);
        out.putInt(2 * Long.BYTES);
        out.putLong(collection.getMostSignificantBits());
        out.putLong(collection.getLeastSignificantBits());
        String reason = vector(record.vector(), out);
        if (reason != null) {
            return reason;
        }
        String document = record.document() == null ? "" : record.document();
        if (document.indexOf(0) >= 0) {
            return "its document holds a NUL character, which PostgreSQL does not store";
        }
        putText(document, out);
        return metadata(record.metadata(), out);
    }

    private @Nullable String vector(float @Nullable [] vector, PgBinary out) {
        if (vector == null) {
            return "it has no vector";
        }
        if (vector.length != dimension) {
            return "its vector has " + vector.length + " dimensions, and those of the collection have " + dimension;
        }
        boolean whole = type == VectorType.VECTOR;
        out.putInt(2 * Short.BYTES + vector.length * (whole ? Float.BYTES : Short.BYTES));
        out.putShort(vector.length);
        out.putShort(0);
        for (float number : vector) {
            if (!Float.isFinite(number)) {
                return "its vector holds what is no finite number";
            }
            if (whole) {
                out.putInt(Float.floatToRawIntBits(number));
            } else if (Half.fits(number)) {
                out.putShort(Half.of(number));
            } else {
                return "its vector holds a number too large for halfvec";
            }
        }
        return null;
    }

    private @Nullable String metadata(@Nullable ObjectNode metadata, PgBinary out) {
        ObjectNode all = metadata == null ? JSON.createObjectNode() : metadata.deepCopy();
        for (Map.Entry<String, String> constant : constants.entrySet()) {
            JsonNode there = all.get(constant.getKey());
            if (there != null && !constant.getValue().equals(there.textValue())) {
                return "its metadata has another " + constant.getKey() + " than the one that is to be added";
            }
            all.put(constant.getKey(), constant.getValue());
        }
        if (holdsNul(all)) {
            return "its metadata holds a NUL character, which PostgreSQL does not store";
        }
        byte[] json = json(all);
        out.putInt(1 + json.length);
        out.putByte(JSONB_VERSION);
        out.putBytes(json, 0, json.length);
        return null;
    }

    private static boolean holdsNul(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue().indexOf(0) >= 0;
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (member.getKey().indexOf(0) >= 0) {
                return true;
            }
        }
        for (JsonNode part : node) {
            if (holdsNul(part)) {
                return true;
            }
        }
        return false;
    }

    private static byte[] json(ObjectNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read as JSON can be written as JSON", e);
        }
    }

    private static void putText(String text, PgBinary out) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.putInt(utf8.length);
        out.putBytes(utf8, 0, utf8.length);
    }
}
