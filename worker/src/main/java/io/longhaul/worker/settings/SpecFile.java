package io.longhaul.worker.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A spec's tree as settings. The path of a key, joined by underscores, is a setting's name, and {@code LONGHAUL_} may be
 * left out: {@code mysql: {table: notes}} is {@code MYSQL_TABLE}, {@code batch-size: 50} is {@code LONGHAUL_BATCH_SIZE}.
 * A list of words is carried with commas between them, one of anything else as JSON. Placeholders are filled in, so that
 * a spec can be shared and secrets need not; but for a setting that something before the spec has, they stand for nothing
 * and are not asked for.
 */
final class SpecFile {

    private final Predicate<String> overridden;
    private final Filling filling;
    private final Map<String, String> values = new LinkedHashMap<>();

    /** Fills in placeholders: where they are, for a message; the setting; the text. */
    interface Filling {
        String filled(String path, String setting, String text);
    }

    private SpecFile(Predicate<String> overridden, Filling filling) {
        this.overridden = overridden;
        this.filling = filling;
    }

    /** @param overridden whether a setting of this name has a value that goes before that of the spec */
    static Map<String, String> settings(ObjectNode tree, Predicate<String> overridden, Filling filling) {
        SpecFile spec = new SpecFile(overridden, filling);
        tree.properties().forEach(entry -> spec.take(entry.getKey(), entry.getValue()));
        return spec.values;
    }

    private void take(String path, JsonNode node) {
        if (node.isObject()) {
            node.properties().forEach(entry -> take(path + "_" + entry.getKey(), entry.getValue()));
            return;
        }
        String name = settingName(path);
        if (overridden.test(name)) {
            // Blank is not set; the name stays, to be checked as all are.
            values.put(name, "");
            return;
        }
        String text = text(node, found -> filling.filled(path, name, found));
        if (text != null) {
            values.put(name, text);
        }
    }

    private static String settingName(String path) {
        String name = path.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
        boolean short_ = Setting.named(name).isEmpty()
                && Setting.named("LONGHAUL_" + name).isPresent();
        return short_ ? "LONGHAUL_" + name : name;
    }

    private static @Nullable String text(JsonNode node, UnaryOperator<String> fill) {
        if (node.isNull()) {
            return null;
        }
        if (node.isArray() && !isOfTexts(node)) {
            return filled(node, fill).toString();
        }
        if (node.isArray()) {
            List<String> items = StreamSupport.stream(node.spliterator(), false)
                    .map(item -> fill.apply(item.asText()))
                    .toList();
            // A comma within an item is no border of it, and be it that of a placeholder's value.
            boolean plain = items.stream().noneMatch(item -> item.contains(","));
            return plain
                    ? String.join(",", items)
                    : SpecDocument.YAML
                            .createArrayNode()
                            .addAll(items.stream().map(TextNode::valueOf).toList())
                            .toString();
        }
        return fill.apply(node.asText());
    }

    private static boolean isOfTexts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).allMatch(JsonNode::isValueNode);
    }

    /** The same with what its placeholders stand for. */
    private static JsonNode filled(JsonNode node, UnaryOperator<String> fill) {
        if (node.isTextual()) {
            return TextNode.valueOf(fill.apply(node.asText()));
        }
        if (node.isArray()) {
            ArrayNode list = SpecDocument.YAML.createArrayNode();
            node.forEach(item -> list.add(filled(item, fill)));
            return list;
        }
        if (node.isObject()) {
            ObjectNode map = SpecDocument.YAML.createObjectNode();
            node.properties().forEach(entry -> map.set(entry.getKey(), filled(entry.getValue(), fill)));
            return map;
        }
        return node;
    }
}
