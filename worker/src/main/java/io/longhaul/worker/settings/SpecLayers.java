package io.longhaul.worker.settings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a spec adds to the layers above it. Of one with steps it is that of a step. Its services are those of all steps,
 * as the workers of a run have one client for each.
 */
final class SpecLayers {

    /** What is to be read of the spec. */
    sealed interface Part {

        /** A migration: the whole of a spec without steps; of others the step that the name says. */
        record One() implements Part {}

        record Step(String name) implements Part {}

        /** What all steps share, under the name of all of them. */
        record Whole() implements Part {}
    }

    /** They are of the process, which all steps share. */
    private static final Set<Setting> OF_PROCESS = EnumSet.of(
            Setting.LONGHAUL_SLOTS,
            Setting.LONGHAUL_EMBED_SLOTS,
            Setting.LONGHAUL_METRICS_HOST,
            Setting.LONGHAUL_METRICS_PORT,
            Setting.LONGHAUL_LOG_FORMAT,
            Setting.LONGHAUL_DEPLOYMENT_NAME,
            Setting.LONGHAUL_BUILD_ID,
            Setting.LONGHAUL_CODEC_KEYS,
            Setting.EMBEDDING_REQUEST_SIZE);

    private static final String NAME = Setting.LONGHAUL_NAME.name();

    private final Path file;
    private final SpecDocument spec;
    private final List<Layer> above;
    private final Placeholders placeholders;
    private final List<String> problems;

    SpecLayers(Path file, SpecDocument spec, List<Layer> above, Placeholders placeholders, List<String> problems) {
        this.file = file;
        this.spec = spec;
        this.above = List.copyOf(above);
        this.placeholders = placeholders;
        this.problems = problems;
    }

    /** All layers. */
    List<Layer> with(Part part) {
        List<Layer> all = new ArrayList<>(above);
        if (spec.steps().isEmpty()) {
            all.add(layer(settings(spec.settings())));
            return all;
        }
        Map<String, Map<String, String>> steps = new LinkedHashMap<>();
        spec.steps().forEach((step, tree) -> steps.put(step, settings(tree)));
        Map<String, String> services = services(steps);
        String step = part instanceof Part.Step one
                ? one.name()
                : part instanceof Part.Whole ? steps.keySet().iterator().next() : named(steps.keySet());
        Map<String, String> values = new LinkedHashMap<>(steps.get(step));
        if (!(part instanceof Part.One)) {
            String whole = Layer.first(above, NAME).orElse(values.getOrDefault(NAME, stem()));
            String name = part instanceof Part.Whole ? whole : whole + "-" + step;
            all.add(0, new Layer("the spec's steps", Map.of(NAME, name)));
        }
        values.putAll(services);
        all.add(layer(values));
        return all;
    }

    private Layer layer(Map<String, String> values) {
        return new Layer(String.valueOf(file.getFileName()), values);
    }

    /** The step of the migration that the command line names. */
    private String named(Set<String> steps) {
        String name = Layer.first(above, NAME).orElse("");
        return steps.stream()
                .filter(step -> name.endsWith("-" + step))
                .findFirst()
                .orElseThrow(() -> new SettingsException(List.of(file
                        + " has steps, and this command takes one migration: name it, as "
                        + steps.stream().map(step -> stem() + "-" + step).collect(Collectors.joining(" or "))
                        + "; run, and reset with SPEC, take all of them")));
    }

    private String stem() {
        String own = spec.settings().path("name").asText();
        String plain = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
        return own.isEmpty() ? plain : own;
    }

    /** Its relative paths begin at its own directory: a spec and its databases are moved together. */
    private Map<String, String> settings(ObjectNode tree) {
        Map<String, String> values = SpecFile.settings(
                tree,
                setting -> Layer.anyHas(above, setting),
                (path, setting, text) -> placeholders.all(spec.file() + ": " + path, setting, text, file, spec.user()));
        for (Setting path : List.of(Setting.RELATIONAL_FILE, Setting.RELATIONAL_DDL, Setting.CHROMA_DIRECTORY)) {
            values.computeIfPresent(
                    path.name(),
                    (name, text) ->
                            text.isBlank() ? text : file.resolveSibling(text).toString());
        }
        return values;
    }

    /** Those of all steps, which must not contradict each other. */
    private Map<String, String> services(Map<String, Map<String, String>> steps) {
        Map<String, String> services = new LinkedHashMap<>();
        for (Setting setting : Setting.values()) {
            boolean ofService = setting.backend() != null
                    || setting == Setting.CHROMA_DIRECTORY
                    || setting == Setting.CHROMA_PROGRAM;
            if (!ofService && !OF_PROCESS.contains(setting)) {
                continue;
            }
            List<String> values = steps.values().stream()
                    .map(step -> step.getOrDefault(setting.name(), ""))
                    .filter(value -> !ofService || !value.isBlank())
                    .distinct()
                    .toList();
            if (values.size() > 1) {
                problems.add(file + ": the steps " + String.join(" and ", steps.keySet()) + " differ in " + setting
                        + ", which the workers of all steps share: put it beside steps");
            }
            if (!values.isEmpty() && !values.get(0).isBlank()) {
                services.put(setting.name(), values.get(0));
            }
        }
        return services;
    }
}
