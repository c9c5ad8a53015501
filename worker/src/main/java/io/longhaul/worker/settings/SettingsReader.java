package io.longhaul.worker.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings from flags, the environment, {@code .env}, a spec file and the running embedded stack, in this order
 * of precedence, and checks them. Every problem is found before any is reported. Not thread-safe.
 */
public final class SettingsReader {

    private final Sources sources;
    private final SpecLayers.Part part;

    /** What is read: shared by the readers of a spec's steps. */
    private static final class Sources {
        final Path directory;
        final Map<String, String> environment;
        final Map<Setting, Layer> flags = new LinkedHashMap<>();
        final Map<String, String> profiles = new LinkedHashMap<>();
        final AwsValues aws = new AwsValues();

        @Nullable
        String userId;

        boolean skipCognito;

        @Nullable
        Path spec;

        @Nullable
        Map<String, String> stack;

        Sources(Path directory, Map<String, String> environment) {
            this.directory = directory;
            this.environment = Map.copyOf(environment);
        }
    }

    private SettingsReader(Sources sources, SpecLayers.Part part) {
        this.sources = sources;
        this.part = part;
    }

    /**
     * @param directory where {@code .env} and {@code .longhaul} are
     * @param environment as {@link System#getenv()}
     */
    public SettingsReader(Path directory, Map<String, String> environment) {
        this(new Sources(directory, environment), new SpecLayers.Part.One());
    }

    /** A value from the command line; null is none. */
    public SettingsReader flag(String flag, Setting setting, @Nullable Object value) {
        if (value != null) {
            sources.flags.put(setting, new Layer(flag, Map.of(setting.name(), value.toString())));
        }
        return this;
    }

    /** A spec file; null is none. */
    public SettingsReader spec(@Nullable Path file) {
        sources.spec = file == null ? null : sources.directory.resolve(file);
        return this;
    }

    /** The profile of the kind {@code env} to take from the spec; null for none. */
    public SettingsReader env(@Nullable String name) {
        return profile(Profiles.ENV, name);
    }

    /** The same of the kind {@code dataset}. */
    public SettingsReader dataset(@Nullable String name) {
        return profile(Profiles.DATASET, name);
    }

    private SettingsReader profile(String kind, @Nullable String name) {
        if (name != null) {
            sources.profiles.put(kind, name);
        }
        return this;
    }

    /** What {@code ${USER_ID}} stands for; null for what the environment or the spec's user says. */
    public SettingsReader userId(@Nullable String id) {
        sources.userId = id;
        return this;
    }

    /** Asks Cognito for no user. */
    public SettingsReader skipCognito(boolean skip) {
        sources.skipCognito = skip;
        return this;
    }

    /** The profile of AWS's configuration; null for the default chain. */
    public SettingsReader awsProfile(@Nullable String name) {
        sources.aws.profile(name);
        return this;
    }

    /** From now on, the spec's user is made where Cognito has none of the name. */
    public SettingsReader makingUsers() {
        sources.aws.makeUsers();
        return this;
    }

    /** The settings of embedded services just started, in place of those in {@code .longhaul/stack.env}. */
    public SettingsReader stack(Map<String, String> settings) {
        sources.stack = Map.copyOf(settings);
        return this;
    }

    /**
     * The steps of the spec, in their order; empty where it has none.
     *
     * @throws SettingsException where the spec can't be read
     */
    public List<String> steps() {
        if (sources.spec == null) {
            return List.of();
        }
        List<String> problems = new ArrayList<>();
        List<String> steps = List.copyOf(SpecDocument.read(sources.spec, sources.profiles, problems)
                .steps()
                .keySet());
        refuse(problems);
        return steps;
    }

    /** A reader of one step's settings, from the same sources. */
    public SettingsReader step(String step) {
        return new SettingsReader(sources, new SpecLayers.Part.Step(step));
    }

    /**
     * A reader of what serves all steps: the services of each, under the name of the whole. What is moved is the first
     * step's.
     */
    public SettingsReader whole() {
        return new SettingsReader(sources, new SpecLayers.Part.Whole());
    }

    /** @throws SettingsException with every problem */
    public Settings read() {
        List<String> problems = new ArrayList<>();
        Layer dotenv = new Layer(".env", DotEnv.read(sources.directory.resolve(".env"), ".env", problems));
        Placeholders placeholders = new Placeholders(names(dotenv), sources.aws, sources.skipCognito, problems);
        List<Layer> layers = new ArrayList<>(sources.flags.values());
        layers.add(filled(new Layer(Layer.ENVIRONMENT, sources.environment), layers, placeholders));
        layers.add(filled(dotenv, layers, placeholders));
        if (sources.spec != null) {
            SpecDocument spec = SpecDocument.read(sources.spec, sources.profiles, problems);
            refuse(problems);
            layers = new SpecLayers(sources.spec, spec, layers, placeholders, problems).with(part);
        } else if (!sources.profiles.isEmpty()) {
            sources.profiles.forEach((kind, name) -> problems.add("--" + kind + " is " + name
                    + ", and there is no spec to have such a profile: give one, or leave it out"));
        }
        // What flags say is known, and some of it only commands of ours can say.
        layers.stream()
                .filter(layer -> !sources.flags.containsValue(layer))
                .forEach(layer -> Unknown.check(layer, problems));
        Map<String, String> running = sources.stack == null ? StackFile.ofRunning(sources.directory) : sources.stack;
        Settings settings = new Resolution(sources.directory, layers, running, problems).settings();
        refuse(problems);
        return settings;
    }

    /** What placeholders may stand for. */
    private Map<String, String> names(Layer dotenv) {
        Map<String, String> names = new HashMap<>(dotenv.values());
        names.putAll(sources.environment);
        if (sources.userId != null) {
            names.put(Placeholders.USER_ID, sources.userId);
        }
        return names;
    }

    /** With the values of parameters that its settings name, unless layers above have these settings. */
    private static Layer filled(Layer layer, List<Layer> above, Placeholders placeholders) {
        Map<String, String> values = new HashMap<>(layer.values());
        values.replaceAll((name, value) -> {
            boolean ours = Setting.named(name).isPresent() || name.startsWith("TEMPORAL_");
            return ours && Placeholders.namesParameter(value) && !Layer.anyHas(above, name)
                    ? placeholders.parameters(name + " (" + layer.origin() + ")", name, value)
                    : value;
        });
        return new Layer(layer.origin(), values);
    }

    private static void refuse(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new SettingsException(List.copyOf(new LinkedHashSet<>(problems)));
        }
    }
}
