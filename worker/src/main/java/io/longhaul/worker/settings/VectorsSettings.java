package io.longhaul.worker.settings;

import io.longhaul.workflows.vectors.Destination;
import io.longhaul.workflows.vectors.Origin;
import io.longhaul.workflows.vectors.SampleQueries;
import io.longhaul.workflows.vectors.VectorsSpec;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A collection of vectors into another store.
 *
 * @param directory of Chroma's that is served for as long as it is read; null for a server
 * @param program of Chroma that serves it; null for the one on the PATH
 * @param sample the name of the sample that the collection is; null for one of the user's own
 */
public record VectorsSettings(
        VectorsSpec spec,
        @Nullable Path directory,
        @Nullable String program,
        @Nullable String sample) implements RecipeSettings {

    @Override
    public KnownRecipe recipe() {
        return KnownRecipe.VECTORS;
    }

    @Override
    public Set<Backend> services() {
        EnumSet<Backend> services = EnumSet.of(
                spec.source() instanceof Origin.Chroma ? Backend.CHROMA : Backend.SOURCE,
                pgvector() ? Backend.TARGET : Backend.QDRANT);
        if (spec.queries() != null || sample != null) {
            services.add(Backend.EMBEDDINGS);
        }
        return services;
    }

    @Override
    public boolean pgvector() {
        return spec.target() instanceof Destination.PgVector;
    }

    @Override
    public String defaultName() {
        return spec.target().collection().replaceAll("[^A-Za-z0-9._-]+", "-");
    }

    @Override
    public String sourceIdentity(Settings all) {
        if (sample != null) {
            return "sample " + sample;
        }
        String server = directory != null
                ? "Chroma's directory " + directory
                : spec.source() instanceof Origin.PgVector origin
                        ? all.source().describe() + "." + origin.schema()
                        : all.chroma().identity();
        return server + "/" + spec.source().collection();
    }

    @Override
    public String sinkIdentity(Settings all) {
        return server(all) + "/" + spec.target().collection();
    }

    private String server(Settings all) {
        if (spec.target() instanceof Destination.PgVector target) {
            return all.targetIdentity() + "." + target.schema();
        }
        return all.qdrantIdentity();
    }

    /** In Qdrant the same records overwrite themselves. */
    @Override
    public boolean copiesOnce() {
        return spec.target() instanceof Destination.PgVector;
    }

    @Override
    public String brief() {
        return spec.source().collection() + " to " + spec.target().collection();
    }

    @Override
    public Map<Setting, @Nullable Object> shown(Settings all) {
        Map<Setting, @Nullable Object> shown = new EnumMap<>(Setting.class);
        shown.put(Setting.CHROMA_DIRECTORY, directory);
        if (spec.source() instanceof Origin.PgVector origin) {
            shown.put(Setting.VECTORS_SCHEMA, origin.schema());
        } else if (directory == null && !all.missing().contains(Backend.CHROMA)) {
            shown.put(Setting.CHROMA_TENANT, all.chroma().tenant());
            shown.put(Setting.CHROMA_DATABASE, all.chroma().database());
        }
        shown.put(Setting.VECTORS_FROM, spec.source() instanceof Origin.Chroma ? "chroma" : "pgvector");
        shown.put(Setting.VECTORS_SAMPLE, sample);
        shown.put(Setting.VECTORS_COLLECTION, sample == null ? spec.source().collection() : null);
        shown.put(Setting.VECTORS_TO, pgvector() ? "pgvector" : "qdrant");
        shown.put(Setting.VECTORS_TARGET_COLLECTION, spec.target().collection());
        if (spec.target() instanceof Destination.PgVector target) {
            shown.put(Setting.VECTORS_TARGET_SCHEMA, target.schema());
            shown.put(Setting.VECTORS_TYPE, target.type().sql());
            shown.put(Setting.VECTORS_INDEX, target.index().kind().name().toLowerCase(Locale.ROOT));
            shown.put(Setting.VECTORS_INDEX_MEMORY, target.index().memory());
            shown.put(Setting.VECTORS_INDEX_WORKERS, target.index().workers());
        }
        SampleQueries queries = spec.queries();
        shown.put(Setting.VECTORS_QUERIES, queries == null ? null : String.join(",", queries.texts()));
        shown.put(
                Setting.VECTORS_CONSTANTS,
                spec.constants().isEmpty()
                        ? null
                        : String.join(",", spec.constants().keySet()));
        return shown;
    }
}
