package io.longhaul.starter.readiness;

import io.longhaul.activities.ledger.JobAccount;
import io.longhaul.activities.ledger.JobView;
import io.longhaul.activities.ledger.TestRun;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.postgres.readiness.Migrated;
import io.longhaul.activities.relational.steps.Frozen;
import io.longhaul.activities.sqlite.SqliteFile;
import io.longhaul.starter.Invocation;
import io.longhaul.starter.Refusal;
import io.longhaul.starter.migration.Ledgered;
import io.longhaul.starter.readiness.Point.Open;
import io.longhaul.starter.services.Services;
import io.longhaul.worker.settings.RelationalSettings;
import io.longhaul.workflows.engine.JobStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Decides the checklist of a migration that is completed. */
public final class Readiness {

    private final Services services;
    private final RelationalSettings relational;
    private final Options options;
    private final Watch watch;

    /** @param watch ends it where the user wants */
    public Readiness(Services services, RelationalSettings relational, Options options, Watch watch) {
        this.services = services;
        this.relational = relational;
        this.options = options;
        this.watch = watch;
    }

    /** @param onDecided told each point as soon as it is decided */
    public Checklist run(Consumer<Point> onDecided) {
        JobView job = completed();
        TestRun run = services.testRuns()
                .of(job.id())
                .orElseThrow(() -> Refusal.usage("the ledger has no test run of job " + job.id()));
        Frozen frozen = Frozen.ofJson(run.state());
        JobAccount account = services.accounts().find(job.id()).orElseThrow();
        Migrated migrated = new Migrated(
                services.target().database(),
                SqliteFile.at(relational.file()),
                frozen.source(),
                frozen.plan(),
                job.id());
        boolean specIsTheOne = run.specDigest().equals(Frozen.digest(relational.spec()));
        List<Point> points = Stream.of(
                        new DataPoints(migrated, options.sample(), watch).all(),
                        new PerformancePoints(migrated, services.target(), account, options, watch).all(),
                        new OperationsPoints(migrated, options, watch).all(),
                        new SecurityPoints(
                                        migrated,
                                        services.settings().target(),
                                        job,
                                        services.testRuns().of(job.name()),
                                        specIsTheOne,
                                        watch)
                                .all())
                .flatMap(open -> open)
                .map(Open::decide)
                .peek(onDecided)
                .toList();
        return new Checklist(
                job.name(),
                job.id().toString(),
                run.number(),
                job.source(),
                job.sink(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                points);
    }

    private JobView completed() {
        JobView job = Ledgered.latest(services);
        if (job.status() != JobStatus.COMPLETED) {
            throw Refusal.usage("migration " + job.name() + " is "
                    + job.status().word() + ", and readiness is asked of one that is completed: " + Invocation.PROGRAM
                    + " run goes on with it");
        }
        return job;
    }
}
