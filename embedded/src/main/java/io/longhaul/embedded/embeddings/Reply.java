package io.longhaul.embedded.embeddings;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What goes back over the wire.
 *
 * @param cutAfter after how many bytes of the body the connection breaks; negative for never
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares replies
record Reply(int status, Map<String, String> headers, byte[] body, int cutAfter) {
    private static final JsonFactory JSON = JsonFactory.builder()
            // A number that is none goes out as the bare NaN that a broken server would send.
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .build();

    static Reply of(int status, Map<String, String> headers, byte[] body) {
        return new Reply(status, Map.copyOf(headers), body, -1);
    }

    Reply cutHalfWay() {
        return new Reply(status, headers, body, body.length / 2);
    }

    Reply withBody(byte[] other) {
        return new Reply(status, headers, other, cutAfter);
    }

    /** Vectors in the encoding asked for. */
    static Reply vectors(EmbeddingsRequest request, List<float[]> vectors, int tokens) {
        return of(200, Map.of(), write(json -> {
            json.writeStartObject();
            json.writeStringField("object", "list");
            json.writeArrayFieldStart("data");
            for (int i = 0; i < vectors.size(); i++) {
                json.writeStartObject();
                json.writeStringField("object", "embedding");
                json.writeNumberField("index", i);
                json.writeFieldName("embedding");
                writeVector(json, vectors.get(i), request.base64());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("model", request.model());
            json.writeObjectFieldStart("usage");
            json.writeNumberField("prompt_tokens", tokens);
            json.writeNumberField("total_tokens", tokens);
            json.writeEndObject();
            json.writeEndObject();
        }));
    }

    private static void writeVector(JsonGenerator json, float[] vector, boolean base64) throws IOException {
        if (base64) {
            ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(vector);
            json.writeString(Base64.getEncoder().encodeToString(bytes.array()));
            return;
        }
        json.writeStartArray();
        for (float number : vector) {
            json.writeNumber(number);
        }
        json.writeEndArray();
    }

    static Reply error(ApiError error) {
        Map<String, String> headers = error.retryAfter() == null
                ? Map.of()
                : Map.of("Retry-After", Long.toString(error.retryAfter().toSeconds()));
        return of(error.status(), headers, write(json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("error");
            json.writeStringField("message", error.getMessage());
            json.writeStringField("type", error.type());
            writeNullable(json, "param", error.parameter());
            writeNullable(json, "code", error.code());
            json.writeEndObject();
            json.writeEndObject();
        }));
    }

    static Reply models(String model) {
        return of(200, Map.of(), write(json -> {
            json.writeStartObject();
            json.writeStringField("object", "list");
            json.writeArrayFieldStart("data");
            writeModel(json, model);
            json.writeEndArray();
            json.writeEndObject();
        }));
    }

    static Reply model(String model) {
        return of(200, Map.of(), write(json -> writeModel(json, model)));
    }

    private static void writeModel(JsonGenerator json, String model) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", model);
        json.writeStringField("object", "model");
        json.writeNumberField("created", 0);
        json.writeStringField("owned_by", "longhaul");
        json.writeEndObject();
    }

    private static void writeNullable(JsonGenerator json, String field, @Nullable String value) throws IOException {
        if (value == null) {
            json.writeNullField(field);
        } else {
            json.writeStringField(field, value);
        }
    }

    private interface Writer {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] write(Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            writer.write(json);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }
}
