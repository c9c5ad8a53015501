package io.longhaul.activities.chroma;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.longhaul.activities.collection.VectorRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Chroma answers when it is asked for records: a column of each kind. */
final class ChromaPage {

    /** Where Chroma itself keeps a record's address beside its metadata. */
    static final String URI = "chroma:uri";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            // A number with a decimal point keeps it, so that what reads it gives it the same type.
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private List<String> ids = List.of();
    private List<float @Nullable []> vectors = List.of();
    private List<JsonNode> documents = List.of();
    private List<JsonNode> metadatas = List.of();
    private List<JsonNode> uris = List.of();
    private int bytes;

    private ChromaPage() {}

    /** @param answer is written to */
    static ChromaPage parse(byte[] answer) throws IOException {
        ChromaPage page = new ChromaPage();
        for (int from = 0; from < answer.length; ) {
            from = page.parse(answer, from);
        }
        page.bytes = answer.length;
        require(page.vectors.isEmpty() || page.vectors.size() == page.ids.size());
        return page;
    }

    /** Reads members of an object up to its vectors, or to its end. What comes after the vectors is an object again. */
    private int parse(byte[] answer, int from) throws IOException {
        try (JsonParser parser = JSON.createParser(answer, from, answer.length - from)) {
            require(parser.nextToken() == JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "ids" -> ids = texts(parser);
                    case "documents" -> documents = nodes(parser);
                    case "metadatas" -> metadatas = nodes(parser);
                    case "uris" -> uris = nodes(parser);
                    case "embeddings" -> {
                        if (value == JsonToken.START_ARRAY) {
                            int start = (int) parser.currentTokenLocation().getByteOffset();
                            VectorScanner scanner = new VectorScanner(answer, from + start);
                            vectors = scanner.vectors();
                            return rest(answer, scanner.position());
                        }
                    }
                    default -> parser.skipChildren();
                }
            }
        }
        return answer.length;
    }

    private static int rest(byte[] answer, int from) throws IOException {
        int at = from;
        while (at < answer.length && answer[at] <= ' ') {
            at++;
        }
        require(at < answer.length && (answer[at] == ',' || answer[at] == '}'));
        if (answer[at] == '}') {
            return answer.length;
        }
        answer[at] = '{';
        return at;
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

    int size() {
        return ids.size();
    }

    /** Of the answer. */
    int bytes() {
        return bytes;
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
