package io.longhaul.activities.relational.steps;

import static io.longhaul.activities.ActivityErrors.translated;

import io.longhaul.activities.Heartbeats;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.ledger.Batches;
import io.longhaul.activities.ledger.JobView;
import io.longhaul.activities.ledger.Jobs;
import io.longhaul.activities.ledger.Stage;
import io.longhaul.activities.ledger.TestRun;
import io.longhaul.activities.ledger.TestRuns;
import io.longhaul.activities.postgres.BatchCopy;
import io.longhaul.activities.postgres.CopiedBatch;
import io.longhaul.activities.postgres.Finish;
import io.longhaul.activities.postgres.Preparation;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.TargetVerification;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.postgres.WholeVerification;
import io.longhaul.activities.relational.BatchPlanner;
import io.longhaul.activities.relational.KnownAbsences;
import io.longhaul.activities.relational.TablePlan;
import io.longhaul.activities.relational.TargetPlan;
import io.longhaul.activities.sqlite.SqliteFile;
import io.longhaul.activities.sqlite.SqliteSession;
import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.BatchScope;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangePlan;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.RangeScope;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Survey;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.relational.RelationalActivities;
import io.longhaul.workflows.relational.RelationalSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * See {@link RelationalActivities}. Running one twice is harmless: a plan is frozen once, a batch is one transaction that
 * notes itself, and what is made is looked for first.
 */
public final class RelationalActivitiesImpl implements RelationalActivities {

    private final TargetDatabase target;
    private final Jobs jobs;
    private final TestRuns runs;
    private final Batches batches;
    private final Stage stage;
    private final String worker;
    private final Discoveries discoveries;
    private final FrozenJobs frozen;
    private final KnownAbsences absences = new KnownAbsences();

    /** @param worker the identity under which this process claims batches */
    public RelationalActivitiesImpl(
            TargetDatabase target, Jobs jobs, TestRuns runs, Batches batches, Stage stage, String worker) {
        this.target = target;
        this.jobs = jobs;
        this.runs = runs;
        this.batches = batches;
        this.stage = stage;
        this.worker = worker;
        this.discoveries = new Discoveries(runs, target);
        this.frozen = new FrozenJobs(runs, batches);
    }

    @Override
    public Survey survey(JobId job, RelationalSpec spec) {
        Heartbeats<String> heartbeats = Heartbeats.withCursor(null);
        return translated(() -> heartbeats.run(() -> {
            TestRun run = goOn(job, spec).orElseGet(() -> discover(job, spec, heartbeats));
            if (!run.passed()) {
                throw new MigrationException(FailureKind.INVALID_SPEC, unresolved(run));
            }
            Frozen plan = Frozen.ofJson(run.state());
            return new Survey(null, lastKey(spec, plan.plan()), null);
        }));
    }

    /** What an earlier attempt or run of the job has found, where it still holds. */
    private Optional<TestRun> goOn(JobId job, RelationalSpec spec) {
        Optional<TestRun> last = runs.of(job);
        if (last.isEmpty()) {
            return last;
        }
        boolean begun = batches.cursor(job).isPresent();
        boolean same = last.get().specDigest().equals(Frozen.digest(spec));
        if (begun && !same) {
            throw new MigrationException(
                    FailureKind.INVALID_SPEC,
                    "the spec has changed since rows were copied by it: give it as it was, or empty the target with"
                            + " reset, and run again");
        }
        Frozen plan = Frozen.ofJson(last.get().state());
        if (begun) {
            SqliteFile.at(Path.of(spec.file())).requireUnchanged(plan.source());
            return last;
        }
        boolean holds =
                same && SqliteFile.at(Path.of(spec.file())).fingerprint().equals(plan.source());
        return holds ? last : Optional.empty();
    }

    private TestRun discover(JobId job, RelationalSpec spec, Heartbeats<String> heartbeats) {
        String name = jobs.find(job)
                .map(JobView::name)
                .orElseThrow(() -> new MigrationException(
                        FailureKind.SCHEMA_MISMATCH, "the ledger has no job " + job + ": give the same command again"));
        return discoveries
                .run(name, job, spec, (table, rows) -> heartbeats.reached(table + ": " + rows + " rows read"))
                .run();
    }

    private static String unresolved(TestRun run) {
        int open = run.open().size();
        return (open == 1 ? "1 issue has no rule" : open + " issues have no rule")
                + ", so nothing was copied: the report of this migration has each with a rule to paste into the spec, and"
                + " --accept-partial quarantines their rows";
    }

    /** Of the last row in the order of the copy; null where there are no rows. */
    private static @Nullable SourceKey lastKey(RelationalSpec spec, TargetPlan plan) {
        try (SqliteSession session = SqliteFile.at(Path.of(spec.file())).open()) {
            return new BatchPlanner(session, plan, Map.of(), 1).last().orElse(null);
        }
    }

    @Override
    public long count(JobId job, RelationalSpec spec) {
        return translated(() -> {
            Frozen of = frozen.of(job);
            return of.plan().tables().stream()
                    .map(table -> of.tables().get(table.source()))
                    .mapToLong(found -> found == null ? 0 : found.rows())
                    .sum();
        });
    }

    @Override
    public void prepare(JobId job, RelationalSpec spec) {
        watched(() -> {
            new Preparation(target, frozen.of(job).plan(), job).run(Watch.ofThisThread());
            return Boolean.TRUE;
        });
    }

    @Override
    public RangePlan plan(RelationalSpec spec, RangeRequest request) {
        return watched(() -> batches.planned(request).orElseGet(() -> {
            if (request.scope() instanceof RangeScope.Keys keys) {
                batches.plan(request.job(), request.range(), cut(spec, request, keys));
            }
            return batches.planned(request).orElse(RangePlan.EMPTY);
        }));
    }

    private List<PlannedBatch> cut(RelationalSpec spec, RangeRequest request, RangeScope.Keys keys) {
        Frozen of = frozen.of(request.job());
        List<PlannedBatch> planned = new ArrayList<>();
        long first = batches.recordsBefore(request.job(), request.range());
        try (SqliteSession session = SqliteFile.at(Path.of(spec.file())).open()) {
            BatchPlanner planner = new BatchPlanner(session, of.plan(), of.tables(), request.batchSize());
            for (BatchPlanner.Batch batch : planner.after(keys.after(), RangeRequest.BATCHES)) {
                planned.add(new PlannedBatch(
                        request.firstBatch() + planned.size(),
                        new BatchScope.Keys(batch.range()),
                        first,
                        batch.rows()));
                first += batch.rows();
            }
        }
        return planned;
    }

    @Override
    public BatchCounts copy(JobId job, RelationalSpec spec, PlannedBatch batch) {
        return watched(() -> {
            Batches.Claim claim = batches.claim(job, batch.number(), worker);
            if (claim instanceof Batches.Claim.Settled before) {
                return before.counts();
            }
            long fence = ((Batches.Claim.Mine) claim).fence();
            Frozen of = frozen.of(job);
            BatchCopy copying =
                    new BatchCopy(target, SqliteFile.at(Path.of(spec.file())), of.source(), of.plan(), job, absences);
            BatchScope.Keys keys = (BatchScope.Keys) batch.scope();
            CopiedBatch copied = copying.copy(batch.number(), keys.range(), Watch.ofThisThread());
            Map<SourceKey, String> failures = copied.withoutRule() == 0
                    ? Map.of()
                    : copying.withoutRule(batch.number(), copied, Watch.ofThisThread());
            long byRule = copied.quarantined() - copied.withoutRule() + copied.dropped();
            return stage.settle(
                    job,
                    batch.number(),
                    fence,
                    Math.toIntExact(copied.copied()),
                    Math.toIntExact(copied.withoutRule()),
                    Math.toIntExact(byRule),
                    failures);
        });
    }

    @Override
    public List<String> tables(JobId job, RelationalSpec spec) {
        return translated(() ->
                frozen.of(job).plan().tables().stream().map(TablePlan::source).toList());
    }

    @Override
    public void finishTable(JobId job, RelationalSpec spec, String table) {
        watched(() -> {
            TargetPlan plan = frozen.of(job).plan();
            new Finish(target, plan, job).table(plan.table(SourceKey.of(table)), Watch.ofThisThread());
            return Boolean.TRUE;
        });
    }

    @Override
    public void linkTable(JobId job, RelationalSpec spec, String table) {
        watched(() -> {
            TargetPlan plan = frozen.of(job).plan();
            new Finish(target, plan, job).foreignKeys(plan.table(SourceKey.of(table)), Watch.ofThisThread());
            return Boolean.TRUE;
        });
    }

    @Override
    public void makeViews(JobId job, RelationalSpec spec) {
        watched(() -> {
            new Finish(target, frozen.of(job).plan(), job).views(Watch.ofThisThread());
            return Boolean.TRUE;
        });
    }

    @Override
    public Verification verifyTable(JobId job, RelationalSpec spec, String table) {
        return watched(() -> {
            Frozen of = frozen.of(job);
            return new TargetVerification(target, SqliteFile.at(Path.of(spec.file())), of.source(), of.plan(), job)
                    .table(of.plan().table(SourceKey.of(table)), Watch.ofThisThread());
        });
    }

    @Override
    public Verification verifyWhole(JobId job, RelationalSpec spec) {
        return watched(() -> {
            Frozen of = frozen.of(job);
            return new WholeVerification(target, SqliteFile.at(Path.of(spec.file())), of.plan(), job)
                    .run(frozen.tablesWithoutRule(job), Watch.ofThisThread());
        });
    }

    private static <T> T watched(Supplier<T> work) {
        return translated(() -> Heartbeats.during(work));
    }
}
