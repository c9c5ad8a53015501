package io.longhaul.starter.migration;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.ledger.JobView;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.repartition.PartitionHealth;
import io.longhaul.activities.repartition.swap.LayoutNow;
import io.longhaul.starter.report.LayoutReport;
import io.longhaul.starter.report.LogReport;
import io.longhaul.starter.report.PartitionsReport;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.repartition.RepartitionSpec;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What commands that look at a migration ask the table that it has divided.
 *
 * @param partitions null where the table has none
 * @param layout null where it never got another
 * @param log null where nothing is logged
 */
public record Divided(
        @Nullable PartitionsReport partitions,
        @Nullable LayoutReport layout,
        @Nullable LogReport log) {

    private static final Divided NOTHING = new Divided(null, null, null);

    /**
     * Nothing where the migration is of another recipe.
     *
     * @param notices told where the table can't be asked: the ledger's part is worth having without it
     */
    public static Divided of(Services services, JobView job, Consumer<String> notices) {
        if (!job.recipe().equals(RepartitionSpec.RECIPE)
                || services.settings().missing().contains(Backend.TARGET)) {
            return NOTHING;
        }
        try {
            TargetDatabase target = services.target().database();
            PartitionHealth health = PartitionHealth.of(target, job.source());
            Optional<LayoutNow> layout = LayoutNow.of(target, job.source());
            return new Divided(
                    health.partitions().isEmpty() ? null : PartitionsReport.of(job.source(), health),
                    layout.map(LayoutReport::of).orElse(null),
                    layout.map(LayoutNow::log).map(LogReport::of).orElse(null));
        } catch (MigrationException e) {
            if (e.kind() != FailureKind.SCHEMA_MISMATCH) {
                notices.accept("Its table can't be looked at: " + e.getMessage());
            }
            return NOTHING;
        }
    }
}
