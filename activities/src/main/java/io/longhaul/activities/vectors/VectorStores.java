package io.longhaul.activities.vectors;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.chroma.ChromaCollection;
import io.longhaul.activities.chroma.ChromaServer;
import io.longhaul.activities.collection.SourceCollection;
import io.longhaul.activities.collection.TargetCollection;
import io.longhaul.activities.openai.Embedder;
import io.longhaul.activities.openai.EmbeddingModel;
import io.longhaul.activities.pgvector.PgVectorCollection;
import io.longhaul.activities.pgvector.PgVectorSource;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.qdrant.QdrantSink;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.vectors.Destination;
import io.longhaul.workflows.vectors.Origin;
import io.longhaul.workflows.vectors.SampleQueries;
import io.longhaul.workflows.vectors.VectorsSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The servers that a worker's settings name.
 *
 * @param chroma null where none is set
 * @param source the PostgreSQL to read from; null where none is set
 * @param postgres the one to write to; null where none is set
 * @param qdrant null where none is set
 * @param embedder null where no embeddings API is set
 */
public record VectorStores(
        @Nullable ChromaServer chroma,
        @Nullable TargetDatabase source,
        @Nullable TargetDatabase postgres,
        @Nullable QdrantSink qdrant,
        @Nullable Embedder embedder) {

    /** @throws MigrationException where its server is not set */
    public SourceCollection source(VectorsSpec spec) {
        if (spec.source() instanceof Origin.Chroma origin) {
            return new ChromaCollection(required(chroma, "CHROMA_URL"), origin.collection());
        }
        if (spec.source() instanceof Origin.PgVector origin) {
            return new PgVectorSource(required(source, "SOURCE_URL"), origin);
        }
        throw new IllegalStateException("no such source: " + spec.source());
    }

    /** @throws MigrationException where its server is not set */
    public TargetCollection target(VectorsSpec spec) {
        if (spec.target() instanceof Destination.PgVector destination) {
            return new PgVectorCollection(required(postgres, "TARGET_URL"), destination, spec.constants());
        }
        if (spec.target() instanceof Destination.Qdrant destination) {
            return new QdrantCollection(
                    required(qdrant, "QDRANT_URL"),
                    destination,
                    qualified(spec.source()),
                    () -> source(spec).facts().identity(),
                    spec.constants());
        }
        throw new IllegalStateException("no such target: " + spec.target());
    }

    /** Two collections of one name may go into one of Qdrant. */
    private String qualified(Origin origin) {
        if (origin instanceof Origin.PgVector postgres) {
            return postgres.schema() + "." + postgres.collection();
        }
        return chroma == null ? origin.collection() : chroma.settings().qualified(origin.collection());
    }

    /** Vectors of the spec's own sample queries; empty where it has none. */
    List<float[]> queries(VectorsSpec spec, int dimension) {
        SampleQueries queries = spec.queries();
        if (queries == null) {
            return List.of();
        }
        return required(embedder, "OPENAI_API_KEY, or OPENAI_BASE_URL for another API,")
                .request(EmbeddingModel.of(queries.model(), dimension), queries.texts())
                .vectors();
    }

    private static <T> T required(@Nullable T store, String setting) {
        if (store == null) {
            throw new MigrationException(
                    FailureKind.INVALID_SPEC, "the spec needs " + setting + ", which this worker has not set: set it");
        }
        return store;
    }
}
