package io.longhaul.worker;

import io.longhaul.activities.postgres.TargetServer;
import io.longhaul.activities.repartition.RepartitionActivitiesImpl;
import io.longhaul.activities.repartition.ReturnActivitiesImpl;
import io.longhaul.worker.settings.Settings;
import java.util.List;

/** The PostgreSQL whose table takes another layout. */
final class RepartitionClients implements RecipeClients {

    private final TargetServer target;

    RepartitionClients(Settings settings, WorkerSlots slots) {
        target = new TargetServer(settings.target(), slots.connections());
    }

    @Override
    public List<Object> activities(Clients ledger, String worker) {
        return List.of(
                new RepartitionActivitiesImpl(
                        target.database(), ledger.batches(), ledger.stage(), ledger.notes(), worker),
                new ReturnActivitiesImpl(target.database(), ledger.notes()));
    }

    @Override
    public void close() {
        target.close();
    }
}
