package io.longhaul.activities.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as Qdrant keeps it, whose numbers are integers of 64 bits or doubles. */
final class QdrantPayload {

    private QdrantPayload() {}

    /** Whether each of its numbers is the same there. */
    static boolean holds(JsonNode node) {
        if (node.isNumber()) {
            return (node.isIntegralNumber() && node.canConvertToLong()) || isDouble(node.decimalValue());
        }
        for (JsonNode part : node) {
            if (!holds(part)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the nearest double, written with as many digits, is the number again. */
    private static boolean isDouble(BigDecimal number) {
        double nearest = number.doubleValue();
        return Double.isFinite(nearest)
                && new BigDecimal(nearest)
                                .round(new MathContext(number.precision(), RoundingMode.HALF_EVEN))
                                .compareTo(number)
                        == 0;
    }

    static @Nullable Object value(JsonNode node) {
        if (node.isObject()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            node.properties().forEach(member -> map.put(member.getKey(), value(member.getValue())));
            return map;
        }
        if (node.isArray()) {
            List<@Nullable Object> list = new ArrayList<>();
            node.forEach(part -> list.add(value(part)));
            return list;
        }
        if (node.isNull()) {
            return null;
        }
        if (node.isNumber()) {
            return node.isIntegralNumber() && node.canConvertToLong()
                    ? (Object) node.longValue()
                    : (Object) node.doubleValue();
        }
        return node.isBoolean() ? (Object) node.booleanValue() : node.asText();
    }
}
