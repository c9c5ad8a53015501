package io.longhaul.activities.relational.steps;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.ledger.FoundIssue;
import io.longhaul.activities.ledger.TestRun;
import io.longhaul.activities.ledger.TestRuns;
import io.longhaul.activities.postgres.DdlTrial;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.relational.BatchPlanner;
import io.longhaul.activities.relational.Discovered;
import io.longhaul.activities.relational.Discovery;
import io.longhaul.activities.relational.EditedDdl;
import io.longhaul.activities.relational.EditedTarget;
import io.longhaul.activities.relational.Issue;
import io.longhaul.activities.sqlite.Fingerprint;
import io.longhaul.activities.sqlite.SqliteFile;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.relational.DdlFile;
import io.longhaul.workflows.relational.RelationalSpec;
import io.longhaul.workflows.relational.Rules;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Discovers all that stands in a migration's way, and keeps it in the ledger as a test run of its name. */
public final class Discoveries {

    private static final Logger LOG = LoggerFactory.getLogger(Discoveries.class);

    private final TestRuns runs;
    private final TargetDatabase target;

    public Discoveries(TestRuns runs, TargetDatabase target) {
        this.runs = runs;
        this.target = target;
    }

    /**
     * Reads every row of every table, and writes to the ledger alone.
     *
     * @param name of the migration
     * @param job that goes on from it; null for a discovery alone
     * @param progress told now and then of a table and how many of its rows were read; may throw to end it
     */
    public Finding run(String name, @Nullable JobId job, RelationalSpec spec, ObjLongConsumer<String> progress) {
        Instant started = Instant.now();
        SqliteFile file = SqliteFile.at(Path.of(spec.file()));
        Fingerprint state = file.fingerprint();
        Discovered found =
                new Discovery(file, spec, edited(spec), BatchPlanner.MOST_BYTES, freeBytes(), progress).run();
        file.requireUnchanged(state);
        boolean passed = spec.acceptPartial() || found.unresolved().isEmpty();
        TestRun run = runs.add(new TestRun(
                name,
                0,
                job,
                Frozen.digest(spec),
                new Frozen(state, found.tables(), found.plan()).toJson(),
                found.tables().size(),
                found.tables().values().stream()
                        .mapToLong(table -> table.rows())
                        .sum(),
                passed,
                started,
                Instant.now(),
                found.issues().stream().map(Discoveries::kept).toList()));
        return new Finding(run, found);
    }

    private @Nullable EditedTarget edited(RelationalSpec spec) {
        DdlFile ddl = spec.ddl();
        return ddl == null ? null : new DdlTrial(target, spec.schema()).run(EditedDdl.read(ddl), Watch.ofThisThread());
    }

    /** Not known where the target can't be reached now, which keeps nobody from reading the source. */
    private @Nullable Long freeBytes() {
        try {
            return target.freeBytes();
        } catch (MigrationException e) {
            LOG.warn("the free disk space of the target is not known: {}", e.getMessage());
            return null;
        }
    }

    /**
     * @param run as the ledger has it
     * @param discovered with the plan
     */
    public record Finding(TestRun run, Discovered discovered) {}

    private static FoundIssue kept(Issue issue) {
        return new FoundIssue(
                issue.category().title(),
                issue.kind().words(),
                issue.table(),
                issue.column(),
                issue.constraint(),
                issue.rows(),
                issue.examples(),
                issue.severity().name(),
                issue.effect(),
                issue.open(),
                issue.proposal() == null ? null : Rules.yaml(issue.proposal()),
                issue.rule() == null ? null : Rules.yaml(issue.rule()));
    }
}
