package io.longhaul.activities.chroma;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.longhaul.activities.collection.VectorRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Chroma answers when it is asked for records: a column of each kind. Numbers of a vector are read as the float that
 * they are; by way of a double a few would be rounded twice.
 */
final class ChromaPage {

    /** Where Chroma itself keeps a record's address beside its metadata. */
    static final String URI = "chroma:uri";

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            // A number with a decimal point keeps it, so that what reads it gives it the same type.
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private List<String> ids = List.of();
    private List<float @Nullable []> vectors = List.of();
    private List<JsonNode> documents = List.of();
    private List<JsonNode> metadatas = List.of();
    private List<JsonNode> uris = List.of();

    private ChromaPage() {}

    static ChromaPage parse(byte[] answer) throws IOException {
        ChromaPage page = new ChromaPage();
        try (JsonParser parser = JSON.createParser(answer)) {
            require(parser.nextToken() == JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "ids" -> page.ids = texts(parser);
                    case "embeddings" -> page.vectors = vectors(parser);
                    case "documents" -> page.documents = nodes(parser);
                    case "metadatas" -> page.metadatas = nodes(parser);
                    case "uris" -> page.uris = nodes(parser);
                    default -> parser.skipChildren();
                }
            }
        }
        require(page.vectors.isEmpty() || page.vectors.size() == page.ids.size());
        return page;
    }

    private static void require(boolean expected) throws IOException {
        if (!expected) {
            throw new IOException("not a page of records");
        }
    }

    private static List<String> texts(JsonParser parser) throws IOException {
        List<String> texts = new ArrayList<>();
        for (JsonNode node : nodes(parser)) {
            texts.add(node.asText());
        }
        return texts;
    }

    private static List<JsonNode> nodes(JsonParser parser) throws IOException {
        List<JsonNode> nodes = new ArrayList<>();
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return nodes;
        }
        require(parser.currentToken() == JsonToken.START_ARRAY);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            nodes.add(JSON.readTree(parser));
        }
        return nodes;
    }

    private static List<float @Nullable []> vectors(JsonParser parser) throws IOException {
        List<float @Nullable []> vectors = new ArrayList<>();
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return vectors;
        }
        require(parser.currentToken() == JsonToken.START_ARRAY);
        float[] numbers = new float[1_024];
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == JsonToken.VALUE_NULL) {
                vectors.add(null);
                continue;
            }
            require(token == JsonToken.START_ARRAY);
            int length = 0;
            for (JsonToken each = parser.nextToken(); each != JsonToken.END_ARRAY; each = parser.nextToken()) {
                if (length == numbers.length) {
                    numbers = Arrays.copyOf(numbers, 2 * length);
                }
                // JSON has no word for what is no number; Chroma writes null.
                numbers[length++] = each == JsonToken.VALUE_NULL ? Float.NaN : parser.getFloatValue();
            }
            vectors.add(Arrays.copyOf(numbers, length));
        }
        return vectors;
    }

    int size() {
        return ids.size();
    }

    VectorRecord record(int index) {
        JsonNode document = at(documents, index);
        return new VectorRecord(
                ids.get(index),
                vectors.isEmpty() ? null : vectors.get(index),
                document == null ? null : document.asText(),
                metadata(index));
    }

    private @Nullable ObjectNode metadata(int index) {
        JsonNode uri = at(uris, index);
        ObjectNode metadata = at(metadatas, index) instanceof ObjectNode object ? object : null;
        if (uri == null) {
            return metadata;
        }
        ObjectNode with = metadata == null ? JSON.createObjectNode() : metadata;
        return with.put(URI, uri.asText());
    }

    private static @Nullable JsonNode at(List<JsonNode> column, int index) {
        return column.isEmpty() || column.get(index).isNull() ? null : column.get(index);
    }
}
