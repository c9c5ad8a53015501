package io.longhaul.workflows.relational;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.longhaul.workflows.engine.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rules as people read and write them. */
public final class Rules {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /** What each kind of rule may say, and of that what it must. */
    private record Shape(Set<String> required, Set<String> optional) {
        static Shape of(Set<String> required, String... optional) {
            return new Shape(required, Set.of(optional));
        }
    }

    private static final Map<String, Shape> SHAPES = Map.ofEntries(
            Map.entry("default", Shape.of(Set.of("table", "column", "value"))),
            Map.entry("cast", Shape.of(Set.of("table", "column", "type", "formats"))),
            Map.entry("truncate", Shape.of(Set.of("table", "column"), "length")),
            Map.entry("map", Shape.of(Set.of("table", "column", "values"))),
            Map.entry("type", Shape.of(Set.of("table", "column", "type"))),
            Map.entry("drop", Shape.of(Set.of("table"), "column", "constraint")),
            Map.entry("nullify", Shape.of(Set.of("table", "column"))),
            Map.entry("quarantine", Shape.of(Set.of("table"), "column", "constraint")),
            Map.entry("add", Shape.of(Set.of("table", "column", "type", "value"))),
            Map.entry("rename", Shape.of(Set.of("table", "to"), "column")),
            Map.entry("leave-out", Shape.of(Set.of("table"), "column", "constraint")));

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_ -]*[A-Za-z0-9_]|[A-Za-z_]");
    private static final Set<String> NOT_TEXT = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    private Rules() {}

    /**
     * Reads a spec's list of rules.
     *
     * @param problems takes what is wrong, each with its place and the nearest name that is known
     * @return those that are right
     */
    public static List<Rule> read(JsonNode list, List<String> problems) {
        if (!list.isArray()) {
            problems.add("rules must be a list, each as {table: users, column: email, rule: default, value: unknown}");
            return List.of();
        }
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            Rule rule = read(list.get(i), "rule " + (i + 1), problems);
            if (rule != null) {
                rules.add(rule);
            }
        }
        return rules;
    }

    private static @Nullable Rule read(JsonNode node, String place, List<String> problems) {
        String kind = node.path("rule").asText();
        Shape shape = SHAPES.get(kind);
        if (shape == null) {
            problems.add(place
                    + (kind.isEmpty() ? " does not say which it is: " : " is called " + kind + ", which is none: ")
                    + Nearest.hint(kind, new TreeSet<>(SHAPES.keySet())));
            return null;
        }
        int before = problems.size();
        Set<String> known = new TreeSet<>(shape.required);
        known.addAll(shape.optional);
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name) && !name.equals("rule")) {
                problems.add(place + " (" + kind + ") has no property " + name + ": " + Nearest.hint(name, known));
            }
        });
        shape.required.stream()
                .sorted()
                .filter(name -> !node.hasNonNull(name))
                .forEach(name -> problems.add(place + " (" + kind + ") lacks its " + name + ": add it"));
        if (problems.size() > before) {
            return null;
        }
        try {
            return JSON.treeToValue(node, Rule.class);
        } catch (JsonMappingException e) {
            Throwable cause = e.getCause();
            problems.add(place + " (" + kind + "): "
                    + (cause instanceof IllegalArgumentException ? cause.getMessage() : "a value is not of its kind"));
        } catch (JsonProcessingException e) {
            problems.add(place + " (" + kind + ") can't be read");
        }
        return null;
    }

    /** A rule as a line to paste into a spec: {@code - {table: users, column: email, rule: default, value: ""}}. */
    public static String yaml(Rule rule) {
        Map<String, Object> map = JSON.convertValue(rule, new TypeReference<Map<String, Object>>() {});
        List<String> parts = new ArrayList<>();
        List.of("table", "column", "constraint", "rule").forEach(name -> {
            if (map.containsKey(name)) {
                parts.add(name + ": " + value(map.remove(name)));
            }
        });
        map.forEach((name, value) -> parts.add(name + ": " + value(value)));
        return "- {" + String.join(", ", parts) + "}";
    }

    private static String value(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(Rules::value).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> value(entry.getKey()) + ": " + value(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof Number) {
            return value.toString();
        }
        boolean plain = value instanceof String text
                && PLAIN.matcher(text).matches()
                && !NOT_TEXT.contains(text.toLowerCase(Locale.ROOT));
        if (plain) {
            return String.valueOf(value);
        }
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a rule holds what no YAML can", e);
        }
    }
}
