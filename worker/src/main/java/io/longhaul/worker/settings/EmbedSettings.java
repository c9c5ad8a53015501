package io.longhaul.worker.settings;

import io.longhaul.workflows.embed.EmbedSpec;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table's text through an embeddings model into a collection.
 *
 * @param collection takes the points
 */
public record EmbedSettings(TableSettings table, String collection, ModelSettings model) implements RecipeSettings {

    @Override
    public KnownRecipe recipe() {
        return KnownRecipe.EMBED;
    }

    @Override
    public Set<Backend> services() {
        return EnumSet.of(Backend.MYSQL, Backend.QDRANT, Backend.EMBEDDINGS);
    }

    @Override
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

    @Override
    public String defaultName() {
        return collection;
    }

    @Override
    public String sourceIdentity(Settings all) {
        String database = all.embedded(Backend.MYSQL)
                ? "embedded MariaDB/" + all.mysql().database()
                : all.mysql().describe();
        return database + "." + table.table();
    }

    @Override
    public String sinkIdentity(Settings all) {
        return all.qdrantIdentity() + "/" + collection;
    }

    @Override
    public String modelIdentity() {
        return model.identity();
    }

    @Override
    public @Nullable String updatedColumn() {
        return table.updatedColumn();
    }

    @Override
    public boolean copiesOnce() {
        return false;
    }

    @Override
    public String brief() {
        return table.table() + " to " + collection;
    }

    @Override
    public Map<Setting, @Nullable Object> shown(Settings all) {
        Map<Setting, @Nullable Object> shown = new EnumMap<>(Setting.class);
        shown.put(Setting.MYSQL_TABLE, table.table());
        shown.put(Setting.MYSQL_TEXT_COLUMN, table.textColumn());
        shown.put(
                Setting.MYSQL_PAYLOAD_COLUMNS,
                table.payloadColumns().isEmpty() ? null : String.join(",", table.payloadColumns()));
        shown.put(Setting.MYSQL_UPDATED_COLUMN, table.updatedColumn());
        shown.put(Setting.QDRANT_COLLECTION_NAME, collection);
        shown.put(Setting.EMBEDDING_MODEL, model.name());
        shown.put(Setting.EMBEDDING_DIMENSIONS, model.dimensions());
        shown.put(Setting.EMBEDDING_MAX_TOKENS, model.maxTokens());
        shown.put(Setting.EMBEDDING_REQUEST_SIZE, all.requestSize());
        shown.put(Setting.EMBEDDING_PRICE_PER_MILLION, model.pricePerMillion().toPlainString());
        shown.put(Setting.OVERLONG_POLICY, model.overlong().name().toLowerCase(Locale.ROOT));
        return shown;
    }
}
