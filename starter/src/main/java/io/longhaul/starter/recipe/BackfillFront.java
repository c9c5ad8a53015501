package io.longhaul.starter.recipe;

import io.longhaul.activities.backfill.Inspection;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.embedded.sample.Members;
import io.longhaul.starter.check.Finding;
import io.longhaul.starter.check.Findings;
import io.longhaul.starter.report.Texts;
import io.longhaul.starter.services.Preflight;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.BackfillSettings;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/** A live table of PostgreSQL. */
final class BackfillFront implements Front {

    private final BackfillSettings backfill;

    BackfillFront(BackfillSettings backfill) {
        this.backfill = backfill;
    }

    private Inspection inspection(Services services) {
        return new Inspection(services.target().database(), backfill.spec());
    }

    @Override
    public void look(Services services, Preflight preflight) {
        if (services.settings().limit() != null) {
            preflight.problem(
                    "LONGHAUL_LIMIT is set, and constraints hold for whole tables: remove it, or choose rows by"
                            + " BACKFILL_WHERE");
        }
        if (!services.settings().missing().contains(Backend.TARGET)) {
            preflight.look(() -> inspection(services).requireGood(Watch.ofThisThread()));
        }
    }

    @Override
    public Set<Backend> planned() {
        return EnumSet.of(Backend.TARGET);
    }

    @Override
    public Plan plan(Services services) {
        Inspection inspection = inspection(services);
        inspection.requireGood(Watch.ofThisThread());
        return new BackfillPlan(
                services.settings().name(), services.settings().sinkIdentity(), inspection.facts(Watch.ofThisThread()));
    }

    @Override
    public void check(Services services, Findings findings) {
        PostgresCheck.run(services, findings, (answer, found) -> Finding.good(PostgresCheck.NAME, found));
        findings.next();
        findings.check("Table", () -> {
            inspection(services).requireGood(Watch.ofThisThread());
            Inspection.Facts facts = inspection(services).facts(Watch.ofThisThread());
            return Finding.good(
                    "Table",
                    facts.table() + " can be changed, " + Texts.count(facts.lacking(), "row lacks", "rows lack")
                            + " their value");
        });
    }

    /** The sample's application is at work, and tells what it felt. */
    @Override
    public Company beside(Services services, Consumer<String> notices) {
        return backfill.sample() == null ? () -> {} : AtWork.begin(services, Members::application, () -> null, notices);
    }
}
