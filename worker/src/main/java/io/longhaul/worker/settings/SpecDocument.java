package io.longhaul.worker.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.longhaul.workflows.engine.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A spec as a tree: {@code steps}, {@code profiles} and {@code user} apart from the settings. A profile is a fragment of
 * the spec that is merged over it: maps are merged, everything else is replaced.
 */
record SpecDocument(
        String file,
        ObjectNode settings,
        Map<String, ObjectNode> steps,
        @Nullable UserSpec user) {

    /** What {@code --only} calls the comparison of all steps. */
    static final String VALIDATE = "validate";

    static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final String STEPS = "steps";
    private static final String PROFILES = "profiles";
    private static final String USER = "user";

    private static final Pattern STEP = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,40}");

    /**
     * Reads a file.
     *
     * @param chosen profiles by their kind, as {@code env: dev}
     */
    static SpecDocument read(Path path, Map<String, String> chosen, List<String> problems) {
        String file = path.toString();
        JsonNode root = tree(path, problems);
        if (root != null && !root.isObject()) {
            problems.add(file + " holds no settings: it must be a map, as mysql: {table: ip_summary}");
        }
        ObjectNode all = root instanceof ObjectNode map ? map : YAML.createObjectNode();
        JsonNode profiles = all.remove(PROFILES);
        fragments(file, profiles, chosen, problems).forEach(fragment -> merge(all, fragment));
        JsonNode steps = all.remove(STEPS);
        JsonNode user = all.remove(USER);
        return new SpecDocument(
                file, all, steps(file, steps, all, problems), user == null ? null : UserSpec.of(file, user, problems));
    }

    private static @Nullable JsonNode tree(Path path, List<String> problems) {
        try {
            return YAML.readTree(Files.readString(path));
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            problems.add(path + " is not YAML" + line + ": see examples/ for a spec that works");
        } catch (IOException e) {
            problems.add(path + " can't be read: check the path and its permissions");
        }
        return null;
    }

    /** Those that were chosen, in the order of the spec. */
    private static List<ObjectNode> fragments(
            String file, @Nullable JsonNode profiles, Map<String, String> chosen, List<String> problems) {
        List<ObjectNode> found = new ArrayList<>();
        if (profiles != null) {
            profiles.properties().forEach(kind -> {
                if (!Profiles.KINDS.contains(kind.getKey())) {
                    problems.add(file + ": profiles has " + kind.getKey() + ", which there is no option for: "
                            + Nearest.hint(kind.getKey(), Profiles.KINDS));
                }
            });
        }
        List<String> kinds = new ArrayList<>();
        if (profiles != null) {
            profiles.fieldNames().forEachRemaining(kinds::add);
        }
        chosen.keySet().stream().filter(kind -> !kinds.contains(kind)).forEach(kinds::add);
        for (String kind : kinds) {
            String name = chosen.get(kind);
            if (name == null) {
                continue;
            }
            JsonNode those = profiles == null ? null : profiles.get(kind);
            JsonNode fragment = those == null ? null : those.get(name);
            if (fragment instanceof ObjectNode map) {
                found.add(map);
            } else if (fragment == null) {
                problems.add("--" + kind + " is " + name + ", and " + file + " has "
                        + (those == null || those.isEmpty()
                                ? "no profiles of that kind: leave it out"
                                : "no such profile: " + Nearest.hint(name, names(those))));
            } else if (!fragment.asText().isBlank() && !fragment.isNull()) {
                problems.add(file + ": profile " + name + " of " + kind
                        + " is no part of a spec: give it a map, as {target: {url: …}}");
            }
        }
        return found;
    }

    private static List<String> names(JsonNode map) {
        List<String> names = new ArrayList<>();
        map.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Map<String, ObjectNode> steps(
            String file, @Nullable JsonNode steps, ObjectNode shared, List<String> problems) {
        Map<String, ObjectNode> all = new LinkedHashMap<>();
        if (steps == null) {
            return all;
        }
        if (!(steps instanceof ObjectNode map) || map.isEmpty()) {
            problems.add(file + ": steps holds no step: give each a name and its settings, as"
                    + " sqlite: {recipe: relational, …}");
            return all;
        }
        map.properties().forEach(step -> {
            String name = step.getKey();
            String where = file + ": step " + name;
            if (!STEP.matcher(name).matches() || name.equals(VALIDATE)) {
                problems.add(where + " can't be called so: give up to 41 letters, digits, dots, dashes and underscores,"
                        + " and not " + VALIDATE);
            } else if (!(step.getValue() instanceof ObjectNode own)) {
                problems.add(where + " holds no settings: give it a map, as {recipe: relational}");
            } else {
                for (String key : new TreeSet<>(List.of("name", STEPS, PROFILES, USER))) {
                    if (own.has(key)) {
                        problems.add(where + " has " + key + ", which belongs beside " + STEPS
                                + (key.equals("name") ? "; a step is called NAME-" + name : ""));
                    }
                }
                ObjectNode whole = shared.deepCopy();
                merge(whole, own);
                all.put(name, whole);
            }
        });
        return all;
    }

    static void merge(ObjectNode into, ObjectNode over) {
        over.properties().forEach(entry -> {
            if (into.get(entry.getKey()) instanceof ObjectNode below && entry.getValue() instanceof ObjectNode above) {
                merge(below, above);
            } else {
                into.set(entry.getKey(), entry.getValue().deepCopy());
            }
        });
    }
}
