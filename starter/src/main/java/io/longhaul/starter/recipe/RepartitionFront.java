package io.longhaul.starter.recipe;

import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.repartition.Inspection;
import io.longhaul.activities.repartition.swap.LayoutNow;
import io.longhaul.activities.repartition.swap.TablePair;
import io.longhaul.embedded.sample.Chunks;
import io.longhaul.starter.check.Finding;
import io.longhaul.starter.check.Findings;
import io.longhaul.starter.services.Preflight;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.RepartitionSettings;
import io.longhaul.workflows.repartition.Aim;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A live table of PostgreSQL that takes another layout. */
final class RepartitionFront implements Front {

    private final RepartitionSettings repartition;

    RepartitionFront(RepartitionSettings repartition) {
        this.repartition = repartition;
    }

    private boolean forward() {
        return repartition.spec().aim() instanceof Aim.Forward;
    }

    private Inspection inspection(Services services) {
        return new Inspection(services.target().database(), repartition.spec());
    }

    @Override
    public void look(Services services, Preflight preflight) {
        if (services.settings().limit() != null) {
            preflight.problem("LONGHAUL_LIMIT is set, and a table takes another layout as a whole: remove it");
        }
        if (forward() && !services.settings().missing().contains(Backend.TARGET)) {
            preflight.look(() -> inspection(services).requireGood(null, Watch.ofThisThread()));
        }
    }

    @Override
    public Set<Backend> planned() {
        return EnumSet.of(Backend.TARGET);
    }

    @Override
    public Plan plan(Services services) {
        Inspection inspection = inspection(services);
        inspection.requireGood(null, Watch.ofThisThread());
        return new RepartitionPlan(
                services.settings().name(), services.settings().sinkIdentity(), inspection.facts(Watch.ofThisThread()));
    }

    @Override
    public void check(Services services, Findings findings) {
        PostgresCheck.run(services, findings, (answer, found) -> Finding.good(PostgresCheck.NAME, found));
        findings.next();
        findings.check("Table", () -> {
            inspection(services).requireGood(null, Watch.ofThisThread());
            Inspection.Facts facts = inspection(services).facts(Watch.ofThisThread());
            return Finding.good(
                    "Table", facts.table() + " can take its new layout of " + facts.partitions() + " partitions");
        });
    }

    /** The sample's application is at work, and tells what it felt. */
    @Override
    public Company beside(Services services, Consumer<String> notices) {
        return repartition.sample() == null || !forward()
                ? () -> {}
                : AtWork.begin(services, Chunks::application, () -> swapped(services), notices);
    }

    private @Nullable Instant swapped(Services services) {
        return LayoutNow.of(services.target().database(), repartition.spec().table())
                .filter(layout -> layout.phase() == TablePair.Phase.SWAPPED)
                .map(LayoutNow::since)
                .orElse(null);
    }
}
