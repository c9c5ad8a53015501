package io.longhaul.starter.recipe;

import io.longhaul.activities.backfill.Inspection;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.postgres.TargetServer;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.embedded.load.Load;
import io.longhaul.embedded.sample.Members;
import io.longhaul.starter.ExitCode;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.check.Finding;
import io.longhaul.starter.check.Findings;
import io.longhaul.starter.report.Texts;
import io.longhaul.starter.services.Preflight;
import io.longhaul.starter.services.Samples;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.Backend;
import io.longhaul.worker.settings.BackfillSettings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** A live table of PostgreSQL. */
final class BackfillFront implements Front {

    private static final int WRITERS = 4;
    private static final int READERS = 2;
    private static final long PAUSE_MILLIS = 10;

    /** Long enough that the hundredth part of the statements says something. */
    private static final Duration BEFORE = Duration.ofSeconds(5);

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
        findings.check("PostgreSQL", () -> {
            TargetServer.Answer answer = services.target().ask();
            return Finding.good(
                    "PostgreSQL", services.settings().target().describe() + " reachable, version " + answer.version());
        });
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
        if (backfill.sample() == null) {
            return () -> {};
        }
        DataSource source = Samples.target(services.settings());
        Load load;
        try {
            load = Load.start(source, Members.application(source), WRITERS, READERS, PAUSE_MILLIS);
        } catch (SQLException e) {
            throw new Refusal(
                    ExitCode.FAILED, "the sample's application can't begin (SQL state " + e.getSQLState() + ")");
        }
        notices.accept(WRITERS + " writers and " + READERS + " readers are at work on " + Members.TABLE + ".");
        LiveDatabase.sleep(BEFORE);
        load.mark();
        return () -> {
            List<String> summary = load.summary();
            load.close();
            notices.accept("");
            summary.forEach(line -> notices.accept("  Load  " + line));
            notices.accept("  Load  " + verdict(load));
        };
    }

    private static String verdict(Load load) {
        try {
            List<String> findings = load.findings();
            return findings.isEmpty()
                    ? Texts.count(load.acknowledged())
                            + " acknowledged writes are all there, none twice, and no statement" + " timed out"
                    : Texts.count(findings.size(), "finding", "findings") + ", such as: " + findings.get(0);
        } catch (SQLException e) {
            return "the writes could not be looked for (SQL state " + e.getSQLState() + ")";
        }
    }
}
