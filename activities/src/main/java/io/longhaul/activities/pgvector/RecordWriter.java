package io.longhaul.activities.pgvector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.longhaul.activities.collection.Admission;
import io.longhaul.activities.collection.VectorRecord;
import io.longhaul.activities.relational.PgBinary;
import io.longhaul.workflows.vectors.VectorType;
import java.math.BigDecimal;
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

    /** A third of an index's page, but for what stands before it. */
    private static final int MOST_OF_AN_ID = 2_690;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final UUID collection;
    private final VectorType type;
    private final Admission admission;

    RecordWriter(UUID collection, VectorType type, Admission admission) {
        this.collection = collection;
        this.type = type;
        this.admission = admission;
    }

    /** @return why the record can't be written, in words that hold nothing of it; null when it was */
    @Nullable
    String append(VectorRecord record, PgBinary out) {
        String reason = admission.refusal(record);
        if (reason != null) {
            return reason;
        }
        int start = out.length();
        reason = tuple(record, out);
        if (reason != null) {
            out.truncate(start);
        }
        return reason;
    }

    private @Nullable String tuple(VectorRecord record, PgBinary out) {
        String document = record.document() == null ? "" : record.document();
        ObjectNode metadata = admission.metadata(record);
        if (record.id().getBytes(StandardCharsets.UTF_8).length > MOST_OF_AN_ID) {
            return "its id has more than " + MOST_OF_AN_ID + " bytes, and the index of ids takes no more";
        }
        if (record.id().indexOf(0) >= 0) {
            return nul("id");
        }
        if (document.indexOf(0) >= 0) {
            return nul("document");
        }
        if (holdsNul(metadata)) {
            return nul("metadata");
        }
        out.putShort(Layout.COLUMN_COUNT);
        putText(record.id(), out);
        out.putInt(2 * Long.BYTES);
        out.putLong(collection.getMostSignificantBits());
        out.putLong(collection.getLeastSignificantBits());
        if (!putVector(Admission.vector(record), out)) {
            return "its vector holds a number too large for halfvec";
        }
        putText(document, out);
        byte[] json = json(metadata);
        out.putInt(1 + json.length);
        out.putByte(JSONB_VERSION);
        out.putBytes(json, 0, json.length);
        return null;
    }

    private static String nul(String where) {
        return "its " + where + " holds a NUL character, which PostgreSQL does not store";
    }

    /** @return whether its numbers fit */
    private boolean putVector(float[] vector, PgBinary out) {
        boolean whole = type == VectorType.VECTOR;
        out.putInt(2 * Short.BYTES + vector.length * (whole ? Float.BYTES : Short.BYTES));
        out.putShort(vector.length);
        out.putShort(0);
        for (float number : vector) {
            if (whole) {
                out.putInt(Float.floatToRawIntBits(number));
            } else if (Half.fits(number)) {
                out.putShort(Half.of(number));
            } else {
                return false;
            }
        }
        return true;
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
            return JSON.writeValueAsBytes(plain(node));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read as JSON can be written as JSON", e);
        }
    }

    /** With a decimal point in each number that is no integer: of 1E+16 jsonb would make one. */
    private static JsonNode plain(JsonNode node) {
        if (node.isFloatingPointNumber()) {
            BigDecimal number = node.decimalValue();
            return number.scale() > 0 ? node : DecimalNode.valueOf(number.setScale(1));
        }
        if (node instanceof ObjectNode object) {
            object.properties().forEach(member -> member.setValue(plain(member.getValue())));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, plain(array.get(i)));
            }
        }
        return node;
    }

    private static void putText(String text, PgBinary out) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.putInt(utf8.length);
        out.putBytes(utf8, 0, utf8.length);
    }
}
