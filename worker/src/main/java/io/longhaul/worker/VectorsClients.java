package io.longhaul.worker;

import io.longhaul.activities.chroma.ChromaServer;
import io.longhaul.activities.openai.Embedder;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.TargetServer;
import io.longhaul.activities.qdrant.QdrantSink;
import io.longhaul.activities.vectors.VectorStores;
import io.longhaul.activities.vectors.VectorsActivitiesImpl;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.Settings;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The stores of vectors that are set: some to read from, some to write to. */
final class VectorsClients implements RecipeClients {

    private final @Nullable ChromaServer chroma;
    private final @Nullable TargetServer source;
    private final @Nullable TargetServer target;
    private final @Nullable QdrantSink qdrant;
    private final @Nullable Embedder embedder;

    VectorsClients(Settings settings, WorkerSlots slots) {
        Set<Backend> missing = settings.missing();
        chroma = missing.contains(Backend.CHROMA) ? null : new ChromaServer(settings.chroma());
        source = missing.contains(Backend.SOURCE) ? null : new TargetServer(settings.source(), slots.connections());
        target = missing.contains(Backend.TARGET) ? null : new TargetServer(settings.target(), slots.connections());
        qdrant = missing.contains(Backend.QDRANT) ? null : new QdrantSink(settings.qdrant());
        embedder = missing.contains(Backend.EMBEDDINGS) ? null : new Embedder(settings.openAi(), 1);
    }

    @Override
    public List<Object> activities(Clients ledger, String worker) {
        VectorStores stores = new VectorStores(chroma, database(source), database(target), qdrant, embedder);
        return List.of(new VectorsActivitiesImpl(stores, ledger.batches(), ledger.stage(), worker));
    }

    private static @Nullable TargetDatabase database(@Nullable TargetServer server) {
        return server == null ? null : server.database();
    }

    @Override
    public void close() {
        if (embedder != null) {
            embedder.close();
        }
        if (qdrant != null) {
            qdrant.close();
        }
        if (target != null) {
            target.close();
        }
        if (source != null) {
            source.close();
        }
    }
}
