package io.longhaul.worker;

import io.longhaul.activities.backfill.BackfillActivitiesImpl;
import io.longhaul.activities.postgres.TargetServer;
import io.longhaul.worker.settings.Settings;
import java.util.List;

/** The PostgreSQL whose table is changed. */
final class BackfillClients implements RecipeClients {

    private final TargetServer target;

    BackfillClients(Settings settings, WorkerSlots slots) {
        target = new TargetServer(settings.target(), slots.connections());
    }

    @Override
    public List<Object> activities(Clients ledger, String worker) {
        return List.of(new BackfillActivitiesImpl(
                target.database(), ledger.batches(), ledger.stage(), ledger.notes(), worker));
    }

    @Override
    public void close() {
        target.close();
    }
}
