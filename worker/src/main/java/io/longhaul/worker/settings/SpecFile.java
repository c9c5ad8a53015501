package io.longhaul.worker.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A spec in YAML. The path of a key, joined by underscores, is a setting's name, and {@code LONGHAUL_} may be left out:
 * {@code mysql: {table: notes}} is {@code MYSQL_TABLE}, {@code batch-size: 50} is {@code LONGHAUL_BATCH_SIZE}. A list of
 * words is carried with commas between them, one of anything else as JSON. A {@code ${NAME}} is replaced from the environment or {@code .env}, so that a spec can be shared and secrets need not.
 */
final class SpecFile {

    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    private final String file;
    private final Map<String, String> names;
    private final List<String> problems;
    private final Map<String, String> values = new LinkedHashMap<>();

    private SpecFile(String file, Map<String, String> names, List<String> problems) {
        this.file = file;
        this.names = names;
        this.problems = problems;
    }

    /** @param names what placeholders may stand for */
    static Map<String, String> read(Path path, Map<String, String> names, List<String> problems) {
        SpecFile spec = new SpecFile(path.toString(), names, problems);
        spec.read(path);
        return spec.values;
    }

    private void read(Path path) {
        JsonNode root;
        try {
            root = YAML.readTree(Files.readString(path));
        } catch (JsonProcessingException e) {
            problems.add(file + " is not YAML" + line(e) + ": see examples/ for a spec that works");
            return;
        } catch (IOException e) {
            problems.add(file + " can't be read: check the path and its permissions");
            return;
        }
        if (!root.isObject()) {
            problems.add(file + " holds no settings: it must be a map, as mysql: {table: ip_summary}");
            return;
        }
        root.properties().forEach(entry -> take(entry.getKey(), entry.getValue()));
    }

    private static String line(JsonProcessingException e) {
        return e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
    }

    private void take(String path, JsonNode node) {
        if (node.isObject()) {
            node.properties().forEach(entry -> take(path + "_" + entry.getKey(), entry.getValue()));
            return;
        }
        String text = text(path, node);
        if (text != null) {
            values.put(settingName(path), text);
        }
    }

    private static String settingName(String path) {
        String name = path.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
        boolean short_ = Setting.named(name).isEmpty()
                && Setting.named("LONGHAUL_" + name).isPresent();
        return short_ ? "LONGHAUL_" + name : name;
    }

    private @Nullable String text(String path, JsonNode node) {
        if (node.isNull()) {
            return null;
        }
        if (node.isArray() && !isOfTexts(node)) {
            return filled(path, node).toString();
        }
        if (node.isArray()) {
            StringJoiner list = new StringJoiner(",");
            node.forEach(item -> list.add(filled(path, item.asText())));
            return list.toString();
        }
        return filled(path, node.asText());
    }

    private static boolean isOfTexts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).allMatch(JsonNode::isValueNode);
    }

    /** The same with what its placeholders stand for. */
    private JsonNode filled(String path, JsonNode node) {
        if (node.isTextual()) {
            return TextNode.valueOf(filled(path, node.asText()));
        }
        if (node.isArray()) {
            ArrayNode list = YAML.createArrayNode();
            node.forEach(item -> list.add(filled(path, item)));
            return list;
        }
        if (node.isObject()) {
            ObjectNode map = YAML.createObjectNode();
            node.properties().forEach(entry -> map.set(entry.getKey(), filled(path, entry.getValue())));
            return map;
        }
        return node;
    }

    private String filled(String path, String text) {
        return PLACEHOLDER.matcher(text).replaceAll(found -> {
            String value = names.get(found.group(1));
            if (value == null) {
                problems.add(file + ": " + path + " refers to ${" + found.group(1)
                        + "}, which is not set: set it in the environment or in .env");
                return "";
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
