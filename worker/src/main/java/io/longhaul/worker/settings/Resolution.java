package io.longhaul.worker.settings;

import io.longhaul.workflows.engine.Nearest;
import io.longhaul.workflows.engine.Tuning;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes {@link Settings} of layers. A service that the user names in part is named: its settings are never mixed. */
final class Resolution {

    /** What a workflow id, a log field and a shell can all carry as it is. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final Path directory;
    private final List<Layer> user;
    private final Map<String, String> stack;
    private final List<String> problems;

    /** @param directory that relative paths begin at */
    Resolution(Path directory, List<Layer> user, Map<String, String> stack, List<String> problems) {
        this.directory = directory;
        this.user = List.copyOf(user);
        this.stack = Map.copyOf(stack);
        this.problems = problems;
    }

    Settings settings() {
        Values named = new Values(user, problems);
        Unknown.checkSupabase(named, user, problems);
        Set<Backend> byUser = byUser(named);
        List<Layer> layers = new ArrayList<>(user);
        layers.add(new Layer("the embedded stack", unnamed(byUser)));
        Values values = new Values(layers, problems);

        ServiceSettings services = new ServiceSettings(values, problems);
        Connections connections = new Connections(
                services.mysql(),
                services.ledger(),
                services.target(),
                services.temporal(),
                services.qdrant(),
                services.openAi(),
                services.chroma(),
                services.source());
        Map<String, String> environment = environment(values, byUser);
        RecipeSettings recipe = recipe(values, byUser);
        return new Settings(
                connections,
                byUser,
                recipe,
                values.origin(Setting.LONGHAUL_RECIPE),
                run(values, recipe.recipe()),
                ProcessSettings.of(values, problems),
                environment);
    }

    private RecipeSettings recipe(Values values, Set<Backend> byUser) {
        String word = values.text(Setting.LONGHAUL_RECIPE, KnownRecipe.EMBED.word());
        KnownRecipe recipe = KnownRecipe.ofWord(word).orElse(null);
        if (recipe == null) {
            problems.add(values.where(Setting.LONGHAUL_RECIPE) + " is " + word + ", which there is none of: "
                    + Nearest.hint(word, KnownRecipe.words()));
        }
        return switch (recipe == null ? KnownRecipe.EMBED : recipe) {
            case BACKFILL -> new BackfillReading(values, problems).settings();
            case EMBED -> new EmbedReading(values, !byUser.contains(Backend.EMBEDDINGS), problems).settings();
            case RELATIONAL -> new RelationalReading(values, directory, problems).settings();
            case REPARTITION -> new RepartitionReading(values, problems).settings();
            case VECTORS -> new VectorsReading(values, directory, byUser, problems).settings();
        };
    }

    /** Those that the user names; a service another process started and handed on by the environment is not. */
    private Set<Backend> byUser(Values named) {
        Set<Backend> found = EnumSet.noneOf(Backend.class);
        for (Setting setting : Setting.values()) {
            if (setting.backend() != null && named.has(setting)) {
                found.add(setting.backend());
            }
        }
        if (TemporalProfile.named(named.all())) {
            found.add(Backend.TEMPORAL);
        }
        found.removeAll(backends(named.list(Setting.LONGHAUL_EMBEDDED)));
        return found;
    }

    private static Set<Backend> backends(List<String> words) {
        Set<Backend> found = EnumSet.noneOf(Backend.class);
        words.forEach(word -> Backend.ofWord(word).ifPresent(found::add));
        return found;
    }

    /** What the stack says of services that the user does not name. */
    private Map<String, String> unnamed(Set<Backend> byUser) {
        Map<String, String> rest = new HashMap<>(stack);
        rest.keySet().removeIf(name -> of(name).filter(byUser::contains).isPresent());
        return rest;
    }

    /** The service that a setting of the stack belongs to. */
    private static Optional<Backend> of(String name) {
        if (name.startsWith("TEMPORAL_") || name.equals(Setting.LONGHAUL_WEB_UI.name())) {
            return Optional.of(Backend.TEMPORAL);
        }
        if (name.startsWith("EMBEDDING_")) {
            return Optional.of(Backend.EMBEDDINGS);
        }
        return Setting.named(name).flatMap(setting -> Optional.ofNullable(setting.backend()));
    }

    private Map<String, String> environment(Values values, Set<Backend> byUser) {
        Map<String, String> all = new HashMap<>(values.all());
        all.keySet().removeIf(name -> Setting.named(name).isEmpty() && !name.startsWith("TEMPORAL_"));
        Set<Backend> embedded = EnumSet.allOf(Backend.class);
        embedded.removeAll(byUser);
        all.put(
                Setting.LONGHAUL_EMBEDDED.name(),
                String.join(",", embedded.stream().map(Backend::word).toList()));
        return all;
    }

    private RunSettings run(Values values, KnownRecipe recipe) {
        String name = values.text(Setting.LONGHAUL_NAME);
        if (name != null && !NAME.matcher(name).matches()) {
            problems.add(values.where(Setting.LONGHAUL_NAME)
                    + " is not a name: give up to 100 letters, digits, dots, dashes and underscores");
        }
        int batchSize = values.number(Setting.LONGHAUL_BATCH_SIZE, 1, recipe.mostInBatch(), recipe.batchSize());
        int concurrency = values.number(Setting.LONGHAUL_CONCURRENCY, 1, 500, recipe.concurrency());
        BigDecimal threshold = values.decimal(
                Setting.LONGHAUL_FAILURE_THRESHOLD,
                BigDecimal.ZERO,
                BigDecimal.ONE,
                BigDecimal.valueOf(Tuning.FAILURE_THRESHOLD));
        return new RunSettings(
                name,
                values.wholeNumber(Setting.LONGHAUL_LIMIT, 1, Long.MAX_VALUE),
                new Tuning(batchSize, concurrency, threshold.doubleValue()));
    }
}
