package io.longhaul.activities.pgvector;

import com.fasterxml.jackson.databind.JsonNode;
import io.longhaul.activities.collection.VectorRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads a record from a tuple of id, embedding, document and cmetadata in PostgreSQL's binary formats. */
final class RecordReader {

    private final ByteBuffer tuple;
    private final boolean halves;

    /**
     * @param from where the tuple begins, with the number of its fields
     * @param halves whether the embedding is a halfvec
     */
    RecordReader(byte[] bytes, int from, boolean halves) {
        this.tuple = ByteBuffer.wrap(bytes).position(from + Short.BYTES);
        this.halves = halves;
    }

    VectorRecord record() {
        String id = text();
        float[] vector = vector();
        String document = text();
        int length = tuple.getInt();
        JsonNode metadata = null;
        if (length >= 0) {
            // Before the text stands the version of the format.
            tuple.get();
            JsonNode json = PgVectorSource.json(text(length - 1));
            metadata = json.isNull() ? null : json;
        }
        return new VectorRecord(id == null ? "" : id, vector, document, metadata);
    }

    private @Nullable String text() {
        int length = tuple.getInt();
        return length < 0 ? null : text(length);
    }

    private String text(int length) {
        String text = new String(tuple.array(), tuple.arrayOffset() + tuple.position(), length, StandardCharsets.UTF_8);
        tuple.position(tuple.position() + length);
        return text;
    }

    private float @Nullable [] vector() {
        if (tuple.getInt() < 0) {
            return null;
        }
        float[] vector = new float[tuple.getShort()];
        tuple.getShort();
        for (int i = 0; i < vector.length; i++) {
            vector[i] = halves ? Half.toFloat(tuple.getShort()) : tuple.getFloat();
        }
        return vector;
    }
}
