package io.longhaul.worker.settings;

import io.longhaul.activities.chroma.ChromaSettings;
import io.longhaul.activities.mysql.MysqlSettings;
import io.longhaul.activities.openai.OpenAiSettings;
import io.longhaul.activities.postgres.PostgresSettings;
import io.longhaul.activities.qdrant.QdrantSettings;
import io.longhaul.workflows.engine.Spec;
import io.longhaul.workflows.engine.Tuning;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that a user has set, with defaults, checked. Immutable. Services that were not named have no connection until
 * the embedded ones run and {@link SettingsReader#stack} has been given theirs.
 */
public final class Settings {

    private final Connections connections;
    private final Set<Backend> named;
    private final RecipeSettings recipe;
    private final @Nullable String recipeFrom;
    private final RunSettings run;
    private final ProcessSettings process;
    private final Map<String, String> environment;

    /** @param recipeFrom where the recipe was named; null for the usual one */
    Settings(
            Connections connections,
            Set<Backend> named,
            RecipeSettings recipe,
            @Nullable String recipeFrom,
            RunSettings run,
            ProcessSettings process,
            Map<String, String> environment) {
        this.connections = connections;
        this.named = Collections.unmodifiableSet(EnumSet.copyOf(named));
        this.recipe = recipe;
        this.recipeFrom = recipeFrom;
        this.run = run;
        this.process = process;
        this.environment = Map.copyOf(environment);
    }

    public MysqlSettings mysql() {
        return there(Backend.MYSQL, connections.mysql());
    }

    public PostgresSettings ledger() {
        return there(Backend.POSTGRES, connections.ledger());
    }

    /** The PostgreSQL that takes the data. */
    public PostgresSettings target() {
        return there(Backend.TARGET, connections.target());
    }

    public TemporalSettings temporal() {
        return there(Backend.TEMPORAL, connections.temporal());
    }

    public QdrantSettings qdrant() {
        return there(Backend.QDRANT, connections.qdrant());
    }

    public OpenAiSettings openAi() {
        return there(Backend.EMBEDDINGS, connections.openAi());
    }

    /** What is moved. */
    public RecipeSettings recipe() {
        return recipe;
    }

    /**
     * What is moved, for what only the embed recipe has.
     *
     * @param what is asked for, as {@code search}
     * @throws SettingsException where another recipe is set
     */
    public EmbedSettings embed(String what) {
        return of(EmbedSettings.class, KnownRecipe.EMBED, what);
    }

    /** The PostgreSQL to read from. */
    public PostgresSettings source() {
        return there(Backend.SOURCE, connections.source());
    }

    public ChromaSettings chroma() {
        return there(Backend.CHROMA, connections.chroma());
    }

    /** The same for the relational recipe. */
    public RelationalSettings relational(String what) {
        return of(RelationalSettings.class, KnownRecipe.RELATIONAL, what);
    }

    private <T extends RecipeSettings> T of(Class<T> type, KnownRecipe wanted, String what) {
        if (!type.isInstance(recipe)) {
            String is = recipe.recipe().word();
            throw new SettingsException(List.of(what + " is for the recipe " + wanted.word() + ", and "
                    + (recipeFrom == null ? "it is " + is + ", as none is named" : recipeFrom + " is " + is)
                    + ": give a spec with recipe: " + wanted.word()));
        }
        return type.cast(recipe);
    }

    public Tuning tuning() {
        return run.tuning();
    }

    /** How much a worker does at a time. */
    public SlotSettings slots() {
        return process.slots();
    }

    /** The most texts in a request to the embeddings API. */
    public int requestSize() {
        return process.requestSize();
    }

    /** Where a worker tells about itself. */
    public MetricsSettings metrics() {
        return process.metrics();
    }

    /** How a worker writes its log. */
    public LogFormat logFormat() {
        return process.logFormat();
    }

    /** Which version of which Worker Deployment a worker is; null where versions play no part. */
    public @Nullable DeploymentSettings deployment() {
        return process.deployment();
    }

    /** The migration's name: the recipe's usual one unless it was given one. */
    public String name() {
        return run.name() == null ? recipe.defaultName() : run.name();
    }

    /** Records to take; null for all. */
    public @Nullable Long limit() {
        return run.limit();
    }

    /** The services that the migration needs: the ledger, Temporal, and its recipe's. */
    public Set<Backend> needed() {
        EnumSet<Backend> needed = EnumSet.of(Backend.POSTGRES, Backend.TEMPORAL);
        needed.addAll(recipe.services());
        return Collections.unmodifiableSet(needed);
    }

    /** Those of them that the user has not named. */
    public Set<Backend> embeddedServices() {
        EnumSet<Backend> others = EnumSet.copyOf(needed());
        others.removeAll(named);
        return Collections.unmodifiableSet(others);
    }

    /** The recipes that a process with these settings can work for: all their services are there. */
    public Set<KnownRecipe> served() {
        Set<Backend> missing = missing();
        EnumSet<KnownRecipe> served = EnumSet.noneOf(KnownRecipe.class);
        for (KnownRecipe known : KnownRecipe.values()) {
            if (known.lacking(missing).isEmpty()) {
                served.add(known);
            }
        }
        return Collections.unmodifiableSet(served);
    }

    public boolean embedded(Backend backend) {
        return !named.contains(backend);
    }

    /** The PostgreSQL that takes data, in words that are the same from run to run. */
    String targetIdentity() {
        return embedded(Backend.TARGET) ? "embedded PostgreSQL/target" : target().describe();
    }

    /** The same of the Qdrant that takes points. */
    String qdrantIdentity() {
        return embedded(Backend.QDRANT) ? "embedded LocalQdrant" : qdrant().host() + ":" + qdrant().port();
    }

    /** The services that are neither named nor running. */
    public Set<Backend> missing() {
        EnumSet<Backend> missing = EnumSet.noneOf(Backend.class);
        for (Backend backend : Backend.values()) {
            if (connection(backend) == null) {
                missing.add(backend);
            }
        }
        return missing;
    }

    /** The address of the embedded Temporal's Web UI; null where there is none or none is known. */
    public @Nullable String webUi() {
        return environment.get(Setting.LONGHAUL_WEB_UI.name());
    }

    /** What the migration moves, without addresses and secrets. */
    public Spec spec() {
        return recipe.spec();
    }

    /** The source in words, the same from run to run. */
    public String sourceIdentity() {
        return recipe.sourceIdentity(this);
    }

    /** The target in words, the same from run to run. */
    public String sinkIdentity() {
        return recipe.sinkIdentity(this);
    }

    /** What is set for the migration itself, by the names users know: nothing of services, and so no secret. */
    public Map<String, String> shown() {
        Map<Setting, @Nullable Object> all = new EnumMap<>(Setting.class);
        all.putAll(recipe.shown(this));
        all.put(Setting.LONGHAUL_RECIPE, recipe.recipe().word());
        all.put(Setting.LONGHAUL_NAME, name());
        all.put(Setting.LONGHAUL_LIMIT, run.limit());
        all.put(Setting.LONGHAUL_BATCH_SIZE, run.tuning().batchSize());
        all.put(Setting.LONGHAUL_CONCURRENCY, run.tuning().concurrency());
        all.put(Setting.LONGHAUL_FAILURE_THRESHOLD, run.tuning().failureThreshold());
        Map<String, String> shown = new LinkedHashMap<>();
        all.forEach((setting, value) -> {
            if (value != null) {
                shown.put(setting.name(), value.toString());
            }
        });
        return shown;
    }

    /** Settings for a worker process of this run, secrets included: for its environment, never its command line. */
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public String toString() {
        return "Settings[" + connections + ", embedded=" + embeddedServices() + ", " + recipe + ", " + run + ", "
                + process + "]";
    }

    private @Nullable Object connection(Backend backend) {
        return switch (backend) {
            case MYSQL -> connections.mysql();
            case POSTGRES -> connections.ledger();
            case TARGET -> connections.target();
            case TEMPORAL -> connections.temporal();
            case QDRANT -> connections.qdrant();
            case EMBEDDINGS -> connections.openAi();
            case CHROMA -> connections.chroma();
            case SOURCE -> connections.source();
        };
    }

    private static <T> T there(Backend backend, @Nullable T connection) {
        return Objects.requireNonNull(connection, () -> backend.word() + " is neither named nor running");
    }
}
