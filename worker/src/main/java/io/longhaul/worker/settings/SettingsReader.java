package io.longhaul.worker.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings from flags, the environment, {@code .env}, a spec file and the running embedded stack, in this order
 * of precedence, and checks them. Every problem is found before any is reported.
 */
public final class SettingsReader {

    private final Path directory;
    private final Map<String, String> environment;
    private final Map<String, Layer> flags = new LinkedHashMap<>();
    private @Nullable Path spec;
    private @Nullable Map<String, String> stack;

    /**
     * @param directory where {@code .env} and {@code .longhaul} are
     * @param environment as {@link System#getenv()}
     */
    public SettingsReader(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = Map.copyOf(environment);
    }

    /** A value from the command line; null is none. */
    public SettingsReader flag(String flag, Setting setting, @Nullable Object value) {
        if (value != null) {
            flags.put(flag, new Layer(flag, Map.of(setting.name(), value.toString())));
        }
        return this;
    }

    /** A spec file; null is none. */
    public SettingsReader spec(@Nullable Path file) {
        this.spec = file == null ? null : directory.resolve(file);
        return this;
    }

    /** The settings of embedded services just started, in place of those in {@code .longhaul/stack.env}. */
    public SettingsReader stack(Map<String, String> settings) {
        this.stack = Map.copyOf(settings);
        return this;
    }

    /** @throws SettingsException with every problem */
    public Settings read() {
        List<String> problems = new ArrayList<>();
        Layer env = new Layer(Layer.ENVIRONMENT, environment);
        Layer dotenv = new Layer(".env", DotEnv.read(directory.resolve(".env"), ".env", problems));
        List<Layer> layers = new ArrayList<>(flags.values());
        layers.add(env);
        layers.add(dotenv);
        if (spec != null) {
            Map<String, String> names = new HashMap<>(dotenv.values());
            names.putAll(environment);
            layers.add(ofSpec(spec, names, problems));
        }
        layers.forEach(layer -> Unknown.check(layer, problems));
        Map<String, String> running = stack == null ? StackFile.ofRunning(directory) : stack;
        Settings settings = new Resolution(directory, layers, running, problems).settings();
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return settings;
    }

    /** Its relative paths begin at its own directory: a spec and its database are moved together. */
    private static Layer ofSpec(Path file, Map<String, String> names, List<String> problems) {
        Map<String, String> values = SpecFile.read(file, names, problems);
        for (Setting setting : List.of(Setting.RELATIONAL_FILE, Setting.RELATIONAL_DDL)) {
            values.computeIfPresent(
                    setting.name(),
                    (name, path) ->
                            path.isBlank() ? path : file.resolveSibling(path).toString());
        }
        return new Layer(file.getFileName() + "", values);
    }
}
