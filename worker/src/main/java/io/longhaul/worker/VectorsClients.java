package io.longhaul.worker;

import io.longhaul.activities.chroma.ChromaServer;
import io.longhaul.activities.postgres.TargetServer;
import io.longhaul.activities.vectors.VectorStores;
import io.longhaul.activities.vectors.VectorsActivitiesImpl;
import io.longhaul.worker.settings.Settings;
import java.util.List;

/** Chroma, and the PostgreSQL with pgvector. */
final class VectorsClients implements RecipeClients {

    private final ChromaServer chroma;
    private final TargetServer target;

    VectorsClients(Settings settings, WorkerSlots slots) {
        chroma = new ChromaServer(settings.chroma());
        target = new TargetServer(settings.target(), slots.connections());
    }

    @Override
    public List<Object> activities(Clients ledger, String worker) {
        return List.of(new VectorsActivitiesImpl(
                new VectorStores(chroma, target.database()), ledger.batches(), ledger.stage(), worker));
    }

    @Override
    public void close() {
        target.close();
    }
}
