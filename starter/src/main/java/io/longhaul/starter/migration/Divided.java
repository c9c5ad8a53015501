package io.longhaul.starter.migration;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.ledger.JobView;
import io.longhaul.activities.repartition.PartitionHealth;
import io.longhaul.starter.report.PartitionsReport;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.repartition.RepartitionSpec;
import java.util.Optional;
import java.util.function.Consumer;

/** What commands that look at a migration ask the table that it has divided. */
public final class Divided {

    private Divided() {}

    /**
     * Its partitions; empty where the migration is of another recipe, or its table has none.
     *
     * @param notices told where the table can't be asked: the ledger's part is worth having without it
     */
    public static Optional<PartitionsReport> partitions(Services services, JobView job, Consumer<String> notices) {
        if (!job.recipe().equals(RepartitionSpec.RECIPE)
                || services.settings().missing().contains(Backend.TARGET)) {
            return Optional.empty();
        }
        try {
            PartitionHealth health = PartitionHealth.of(services.target().database(), job.source());
            return health.partitions().isEmpty()
                    ? Optional.empty()
                    : Optional.of(PartitionsReport.of(job.source(), health));
        } catch (MigrationException e) {
            if (e.kind() != FailureKind.SCHEMA_MISMATCH) {
                notices.accept("Its partitions can't be looked at: " + e.getMessage());
            }
            return Optional.empty();
        }
    }
}
