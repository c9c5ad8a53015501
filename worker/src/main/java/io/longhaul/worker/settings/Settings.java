package io.longhaul.worker.settings;

import io.longhaul.activities.ledger.LedgerSettings;
import io.longhaul.activities.mysql.MysqlSettings;
import io.longhaul.activities.openai.OpenAiSettings;
import io.longhaul.activities.qdrant.QdrantSettings;
import io.longhaul.workflows.embed.EmbedSpec;
import io.longhaul.workflows.engine.Tuning;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
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
    private final TableSettings table;
    private final String collection;
    private final ModelSettings model;
    private final RunSettings run;
    private final ProcessSettings process;
    private final Map<String, String> environment;

    Settings(
            Connections connections,
            Set<Backend> named,
            TableSettings table,
            String collection,
            ModelSettings model,
            RunSettings run,
            ProcessSettings process,
            Map<String, String> environment) {
        this.connections = connections;
        this.named = Collections.unmodifiableSet(EnumSet.copyOf(named));
        this.table = table;
        this.collection = collection;
        this.model = model;
        this.run = run;
        this.process = process;
        this.environment = Map.copyOf(environment);
    }

    public MysqlSettings mysql() {
        return there(Backend.MYSQL, connections.mysql());
    }

    public LedgerSettings ledger() {
        return there(Backend.POSTGRES, connections.ledger());
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

    public TableSettings table() {
        return table;
    }

    /** The collection that takes the points. */
    public String collection() {
        return collection;
    }

    public ModelSettings model() {
        return model;
    }

    public Tuning tuning() {
        return run.tuning();
    }

    /** How much a worker does at a time. */
    public SlotSettings slots() {
        return process.slots();
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

    /** The migration's name: the collection's unless it was given one. */
    public String name() {
        return run.name() == null ? collection : run.name();
    }

    /** Records to take; null for all. */
    public @Nullable Long limit() {
        return run.limit();
    }

    /** The services that the user has not named. */
    public Set<Backend> embeddedServices() {
        EnumSet<Backend> others = EnumSet.allOf(Backend.class);
        others.removeAll(named);
        return Collections.unmodifiableSet(others);
    }

    public boolean embedded(Backend backend) {
        return !named.contains(backend);
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
    public EmbedSpec spec() {
        return new EmbedSpec(
                table.table(),
                table.textColumn(),
                table.payloadColumns(),
                collection,
                model.name(),
                model.dimensions(),
                model.maxTokens(),
                model.overlong(),
                table.updatedColumn());
    }

    /** The source in words, the same from run to run: embedded services change their ports. */
    public String sourceIdentity() {
        String database = embedded(Backend.MYSQL) ? "embedded MariaDB/" + mysql().database() : mysql().describe();
        return database + "." + table.table();
    }

    /** The target in words, the same from run to run. */
    public String sinkIdentity() {
        return (embedded(Backend.QDRANT) ? "embedded LocalQdrant" : qdrant().host() + ":" + qdrant().port()) + "/"
                + collection;
    }

    /** What is set for the migration itself, by the names users know: nothing of services, and so no secret. */
    public Map<String, String> shown() {
        Map<Setting, @Nullable Object> all = new EnumMap<>(Setting.class);
        all.put(Setting.MYSQL_TABLE, table.table());
        all.put(Setting.MYSQL_TEXT_COLUMN, table.textColumn());
        all.put(
                Setting.MYSQL_PAYLOAD_COLUMNS,
                table.payloadColumns().isEmpty() ? null : String.join(",", table.payloadColumns()));
        all.put(Setting.MYSQL_UPDATED_COLUMN, table.updatedColumn());
        all.put(Setting.QDRANT_COLLECTION_NAME, collection);
        all.put(Setting.EMBEDDING_MODEL, model.name());
        all.put(Setting.EMBEDDING_DIMENSIONS, model.dimensions());
        all.put(Setting.EMBEDDING_MAX_TOKENS, model.maxTokens());
        all.put(Setting.EMBEDDING_REQUEST_SIZE, model.requestSize());
        all.put(Setting.EMBEDDING_PRICE_PER_MILLION, model.pricePerMillion().toPlainString());
        all.put(Setting.OVERLONG_POLICY, model.overlong().name().toLowerCase(Locale.ROOT));
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
        return "Settings[" + connections + ", embedded=" + embeddedServices() + ", " + table + ", collection="
                + collection + ", " + model + ", " + run + ", " + process + "]";
    }

    private @Nullable Object connection(Backend backend) {
        return switch (backend) {
            case MYSQL -> connections.mysql();
            case POSTGRES -> connections.ledger();
            case TEMPORAL -> connections.temporal();
            case QDRANT -> connections.qdrant();
            case EMBEDDINGS -> connections.openAi();
        };
    }

    private static <T> T there(Backend backend, @Nullable T connection) {
        return Objects.requireNonNull(connection, () -> backend.word() + " is neither named nor running");
    }
}
