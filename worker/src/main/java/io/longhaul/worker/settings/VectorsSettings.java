package io.longhaul.worker.settings;

import io.longhaul.workflows.vectors.Destination;
import io.longhaul.workflows.vectors.VectorsSpec;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A collection of Chroma into pgvector.
 *
 * @param directory of Chroma that is served for as long as it is read; null for a server
 * @param program of Chroma that serves it; null for the one on the PATH
 */
public record VectorsSettings(
        VectorsSpec spec,
        @Nullable Path directory,
        @Nullable String program) implements RecipeSettings {

    @Override
    public KnownRecipe recipe() {
        return KnownRecipe.VECTORS;
    }

    private Destination.PgVector target() {
        return (Destination.PgVector) spec.target();
    }

    @Override
    public String defaultName() {
        return spec.target().collection().replaceAll("[^A-Za-z0-9._-]+", "-");
    }

    @Override
    public String sourceIdentity(Settings all) {
        return (directory == null ? all.chroma().describe() : "Chroma's directory " + directory) + "/"
                + spec.source().collection();
    }

    @Override
    public String sinkIdentity(Settings all) {
        String database = all.embedded(Backend.TARGET)
                ? "embedded PostgreSQL/target"
                : all.target().describe();
        return database + "." + target().schema() + "/" + target().collection();
    }

    @Override
    public String brief() {
        return spec.source().collection() + " to " + spec.target().collection();
    }

    @Override
    public Map<Setting, @Nullable Object> shown(Settings all) {
        Map<Setting, @Nullable Object> shown = new EnumMap<>(Setting.class);
        shown.put(Setting.CHROMA_DIRECTORY, directory);
        shown.put(Setting.VECTORS_COLLECTION, spec.source().collection());
        shown.put(Setting.VECTORS_TARGET_COLLECTION, target().collection());
        shown.put(Setting.VECTORS_TARGET_SCHEMA, target().schema());
        shown.put(Setting.VECTORS_TYPE, target().type().sql());
        shown.put(Setting.VECTORS_INDEX, target().index().kind().name().toLowerCase(Locale.ROOT));
        shown.put(
                Setting.VECTORS_CONSTANTS,
                spec.constants().isEmpty()
                        ? null
                        : String.join(",", spec.constants().keySet()));
        return shown;
    }
}
