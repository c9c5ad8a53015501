package io.longhaul.worker.settings;

import io.longhaul.activities.openai.Requests;
import io.longhaul.workflows.embed.OverlongPolicy;
import io.longhaul.workflows.engine.Tuning;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes {@link Settings} of layers. A service that the user names in part is named: its settings are never mixed. */
final class Resolution {

    /** The seed's collection. */
    private static final String COLLECTION = "memos";

    /** What a workflow id, a log field and a shell can all carry as it is. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final List<Layer> user;
    private final Map<String, String> stack;
    private final List<String> problems;

    Resolution(List<Layer> user, Map<String, String> stack, List<String> problems) {
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
                services.mysql(), services.ledger(), services.temporal(), services.qdrant(), services.openAi());
        String collection = values.text(Setting.QDRANT_COLLECTION_NAME, COLLECTION);
        Map<String, String> environment = environment(values, byUser);
        return new Settings(
                connections,
                byUser,
                table(values),
                collection,
                model(values, byUser),
                run(values),
                ProcessSettings.of(values, problems),
                environment);
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

    private TableSettings table(Values values) {
        return new TableSettings(
                values.text(Setting.MYSQL_TABLE, TableSettings.TABLE),
                values.text(Setting.MYSQL_TEXT_COLUMN, TableSettings.TEXT_COLUMN),
                values.list(Setting.MYSQL_PAYLOAD_COLUMNS),
                values.text(Setting.MYSQL_UPDATED_COLUMN));
    }

    private RunSettings run(Values values) {
        String name = values.text(Setting.LONGHAUL_NAME);
        if (name != null && !NAME.matcher(name).matches()) {
            problems.add(values.where(Setting.LONGHAUL_NAME)
                    + " is not a name: give up to 100 letters, digits, dots, dashes and underscores");
        }
        int batchSize = values.number(Setting.LONGHAUL_BATCH_SIZE, 1, 10_000, Tuning.BATCH_SIZE);
        int concurrency = values.number(Setting.LONGHAUL_CONCURRENCY, 1, 500, Tuning.CONCURRENCY);
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

    private ModelSettings model(Values values, Set<Backend> byUser) {
        boolean embedded = !byUser.contains(Backend.EMBEDDINGS);
        String name = values.text(Setting.EMBEDDING_MODEL, (embedded ? KnownModel.MINI_LM : KnownModel.SMALL).model);
        if (embedded && !name.equals(KnownModel.MINI_LM.model)) {
            problems.add(values.where(Setting.EMBEDDING_MODEL) + " is " + name
                    + ", but the embedded endpoint serves only " + KnownModel.MINI_LM.model
                    + ": set OPENAI_API_KEY or OPENAI_BASE_URL, or remove EMBEDDING_MODEL");
        }
        KnownModel known = KnownModel.of(name).orElse(null);
        int dimensions = values.number(Setting.EMBEDDING_DIMENSIONS, 1, 65_536, known == null ? 1 : known.dimensions);
        if (known == null && !values.has(Setting.EMBEDDING_DIMENSIONS)) {
            problems.add("EMBEDDING_DIMENSIONS is missing: how many dimensions " + name + " has is not known here");
        }
        if (known != null && !known.has(dimensions)) {
            problems.add(values.where(Setting.EMBEDDING_DIMENSIONS) + " is " + dimensions + ", but " + name + " has "
                    + known.dimensions + ": remove it, or name another EMBEDDING_MODEL");
        }
        int maxTokens = values.number(
                Setting.EMBEDDING_MAX_TOKENS, 1, 1_000_000, (known == null ? KnownModel.MINI_LM : known).maxTokens);
        int requestSize = values.number(
                Setting.EMBEDDING_REQUEST_SIZE, 1, Requests.OPENAI.maxInputs(), Requests.OPENAI.maxInputs());
        BigDecimal price = values.decimal(
                Setting.EMBEDDING_PRICE_PER_MILLION,
                BigDecimal.ZERO,
                null,
                known == null ? BigDecimal.ZERO : known.price);
        return new ModelSettings(name, dimensions, maxTokens, requestSize, price, overlong(values));
    }

    private OverlongPolicy overlong(Values values) {
        String word = values.text(Setting.OVERLONG_POLICY, "fail").toUpperCase(Locale.ROOT);
        return Arrays.stream(OverlongPolicy.values())
                .filter(policy -> policy.name().equals(word))
                .findFirst()
                .orElseGet(() -> {
                    problems.add(values.where(Setting.OVERLONG_POLICY) + " is " + word.toLowerCase(Locale.ROOT)
                            + ": give fail, truncate or split");
                    return OverlongPolicy.FAIL;
                });
    }
}
