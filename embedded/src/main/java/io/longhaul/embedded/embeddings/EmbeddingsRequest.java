package io.longhaul.embedded.embeddings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** The body of {@code POST /v1/embeddings}. */
record EmbeddingsRequest(String model, List<String> texts, OptionalInt dimensions, boolean base64) {
    /** The API's own limit. */
    private static final int MOST_TEXTS = 2048;

    private static final ObjectMapper JSON = new ObjectMapper();

    EmbeddingsRequest {
        texts = List.copyOf(texts);
    }

    static EmbeddingsRequest parse(byte[] body) throws ApiError, IOException {
        JsonNode root;
        try {
            root = JSON.readTree(body);
        } catch (JsonProcessingException malformed) {
            throw ApiError.invalid(null, "We could not parse the JSON body of your request.");
        }
        if (root == null || !root.isObject()) {
            throw ApiError.invalid(null, "We could not parse the JSON body of your request: it is not an object.");
        }
        JsonNode model = root.path("model");
        if (!model.isTextual()) {
            throw ApiError.invalid("model", "you must provide a model parameter");
        }
        return new EmbeddingsRequest(
                model.textValue(), texts(root.path("input")), dimensions(root.path("dimensions")), base64(root));
    }

    private static List<String> texts(JsonNode input) throws ApiError {
        List<String> texts = new ArrayList<>();
        if (input.isTextual()) {
            texts.add(input.textValue());
        } else if (input.isArray()) {
            for (JsonNode text : input) {
                if (!text.isTextual()) {
                    throw ApiError.invalid("input", "'input' must be a string or an array of strings here.");
                }
                texts.add(text.textValue());
            }
        } else {
            throw ApiError.invalid("input", "'input' is a required property: a string or an array of strings.");
        }
        if (texts.isEmpty() || texts.contains("")) {
            throw ApiError.invalid("input", "'$.input' is invalid: input cannot be an empty string or an empty array.");
        }
        if (texts.size() > MOST_TEXTS) {
            throw ApiError.invalid(
                    "input", "'$.input' is invalid: at most " + MOST_TEXTS + " texts, not " + texts.size() + ".");
        }
        return texts;
    }

    private static OptionalInt dimensions(JsonNode dimensions) throws ApiError {
        if (dimensions.isMissingNode() || dimensions.isNull()) {
            return OptionalInt.empty();
        }
        if (!dimensions.canConvertToInt() || dimensions.intValue() < 1) {
            throw ApiError.invalid("dimensions", "'dimensions' must be a positive integer.");
        }
        return OptionalInt.of(dimensions.intValue());
    }

    private static boolean base64(JsonNode root) throws ApiError {
        return switch (root.path("encoding_format").asText("float")) {
            case "float" -> false;
            case "base64" -> true;
            default -> throw ApiError.invalid("encoding_format", "'encoding_format' must be float or base64.");
        };
    }
}
