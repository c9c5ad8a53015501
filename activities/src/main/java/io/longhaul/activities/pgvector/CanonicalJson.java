package io.longhaul.activities.pgvector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The bytes that two values of jsonb have in common exactly when they are the same to who reads them. */
final class CanonicalJson {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private CanonicalJson() {}

    /** @param binary a jsonb in PostgreSQL's binary format, without its length */
    static byte[] of(byte[] binary) {
        String json = new String(binary, 1, binary.length - 1, StandardCharsets.UTF_8);
        StringBuilder canonical = new StringBuilder(json.length());
        try {
            append(JSON.readTree(json), canonical);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a value of type jsonb is no JSON", e);
        }
        return canonical.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(JsonNode node, StringBuilder out) throws JsonProcessingException {
        if (node.isObject()) {
            List<String> names = new ArrayList<>();
            node.fieldNames().forEachRemaining(names::add);
            names.sort(null);
            out.append('{');
            for (String name : names) {
                out.append(out.charAt(out.length() - 1) == '{' ? "" : ",");
                out.append(JSON.writeValueAsString(name)).append(':');
                append(node.path(name), out);
            }
            out.append('}');
        } else if (node.isArray()) {
            out.append('[');
            for (int i = 0; i < node.size(); i++) {
                out.append(i == 0 ? "" : ",");
                append(node.path(i), out);
            }
            out.append(']');
        } else if (node.isNumber()) {
            // 1.10 and 1.1 are one number, and so is -0; 1.0 and 1 are equal to jsonb, and not to who reads them.
            out.append(
                    node.decimalValue().signum() == 0
                            ? "0"
                            : node.decimalValue().stripTrailingZeros());
            out.append(node.isIntegralNumber() ? "" : ".");
        } else {
            out.append(JSON.writeValueAsString(node));
        }
    }
}
