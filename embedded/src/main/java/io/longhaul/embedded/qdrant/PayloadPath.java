package io.longhaul.embedded.qdrant;

import io.qdrant.client.grpc.JsonWithInt.ListValue;
import io.qdrant.client.grpc.JsonWithInt.Struct;
import io.qdrant.client.grpc.JsonWithInt.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A path into a payload: {@code a.b} is the key b of the object a; {@code a[].b} is the key b of every object in the list a. A path
 * without {@code []} does not look into lists, as in Qdrant.
 */
final class PayloadPath {
    private static final Pattern STEP = Pattern.compile("[^\\[\\]\"]+(\\[])?");

    private final List<Step> steps;

    private record Step(String key, boolean eachElement) {}

    private PayloadPath(List<Step> steps) {
        this.steps = steps;
    }

    static PayloadPath parse(String text) {
        List<Step> steps = new ArrayList<>();
        for (String part : text.split("\\.", -1)) {
            if (part.isEmpty()) {
                throw Refusal.wrongInput("Invalid payload key `" + text + "`");
            }
            if (!STEP.matcher(part).matches()) {
                throw Refusal.notImplemented("the payload key `" + text + "` (dots and [] only)");
            }
            boolean each = part.endsWith("[]");
            steps.add(new Step(each ? part.substring(0, part.length() - 2) : part, each));
        }
        return new PayloadPath(List.copyOf(steps));
    }

    /** Every value at this path; none where it leads nowhere. */
    List<Value> valuesIn(Map<String, Value> payload) {
        List<Value> found = new ArrayList<>(1);
        collect(payload, 0, found);
        return found;
    }

    private void collect(Map<String, Value> fields, int depth, List<Value> found) {
        Step step = steps.get(depth);
        Value value = fields.get(step.key());
        if (value == null) {
            return;
        }
        List<Value> here = step.eachElement() ? value.getListValue().getValuesList() : List.of(value);
        for (Value each : here) {
            if (depth + 1 == steps.size()) {
                found.add(each);
            } else if (each.hasStructValue()) {
                collect(each.getStructValue().getFieldsMap(), depth + 1, found);
            }
        }
    }

    Map<String, Value> removedFrom(Map<String, Value> payload) {
        return removed(payload, 0);
    }

    private Map<String, Value> removed(Map<String, Value> fields, int depth) {
        Step step = steps.get(depth);
        Value value = fields.get(step.key());
        if (value == null) {
            return fields;
        }
        Map<String, Value> rest = new HashMap<>(fields);
        if (depth + 1 == steps.size()) {
            rest.remove(step.key());
        } else {
            rest.put(step.key(), inside(value, step, deeper -> removed(deeper, depth + 1)));
        }
        return rest;
    }

    /** Only what is at this path, with the objects around it. */
    Map<String, Value> keptOf(Map<String, Value> payload) {
        return kept(payload, 0);
    }

    private Map<String, Value> kept(Map<String, Value> fields, int depth) {
        Step step = steps.get(depth);
        Value value = fields.get(step.key());
        if (value == null) {
            return Map.of();
        }
        return Map.of(
                step.key(), depth + 1 == steps.size() ? value : inside(value, step, deeper -> kept(deeper, depth + 1)));
    }

    private static Value inside(Value value, Step step, UnaryOperator<Map<String, Value>> change) {
        if (step.eachElement() && value.hasListValue()) {
            ListValue.Builder list = ListValue.newBuilder();
            value.getListValue().getValuesList().forEach(element -> list.addValues(changed(element, change)));
            return Value.newBuilder().setListValue(list).build();
        }
        return changed(value, change);
    }

    private static Value changed(Value value, UnaryOperator<Map<String, Value>> change) {
        if (!value.hasStructValue()) {
            return value;
        }
        Map<String, Value> fields = change.apply(value.getStructValue().getFieldsMap());
        return Value.newBuilder()
                .setStructValue(Struct.newBuilder().putAllFields(fields))
                .build();
    }
}
