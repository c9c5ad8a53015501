package io.longhaul.worker;

import io.longhaul.activities.postgres.TargetServer;
import io.longhaul.activities.relational.steps.RelationalActivitiesImpl;
import io.longhaul.worker.settings.Settings;
import java.util.List;

/** The PostgreSQL that takes the data. A SQLite file needs no client: each step opens it. */
final class RelationalClients implements RecipeClients {

    private final TargetServer target;

    RelationalClients(Settings settings, WorkerSlots slots) {
        target = new TargetServer(settings.target(), slots.connections());
    }

    @Override
    public List<Object> activities(Clients ledger, String worker) {
        return List.of(new RelationalActivitiesImpl(
                target.database(), ledger.jobs(), ledger.testRuns(), ledger.batches(), ledger.stage(), worker));
    }

    @Override
    public void close() {
        target.close();
    }
}
