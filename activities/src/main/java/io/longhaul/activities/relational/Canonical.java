package io.longhaul.activities.relational;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.longhaul.workflows.relational.PgType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes that two values have in common exactly when PostgreSQL holds them as the same. They are those of its binary
 * format, which has one form for a value: what a {@link Converter} wrote and what the server sends are equal. Only jsonb is
 * put into an order of its own, as the server sorts keys and drops white space.
 */
public final class Canonical {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Canonical() {}

    /** Whether the binary form itself is canonical, so that {@link #value} need not be asked. */
    public static boolean isBinary(PgType type) {
        return type.base() != PgType.Base.JSONB;
    }

    /**
     * @param binary a value in PostgreSQL's binary format, without its length
     * @return the same array where that is canonical
     */
    public static byte[] value(PgType type, byte[] binary) {
        if (isBinary(type)) {
            return binary;
        }
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
            // 1.10 and 1.1 are one number to jsonb's equality, and so is -0.
            out.append(
                    node.decimalValue().signum() == 0
                            ? "0"
                            : node.decimalValue().stripTrailingZeros());
        } else {
            out.append(JSON.writeValueAsString(node));
        }
    }
}
