package io.longhaul.activities.backfill;

import static io.longhaul.activities.ActivityErrors.translated;

import io.longhaul.activities.Heartbeats;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.ledger.Batches;
import io.longhaul.activities.ledger.Notes;
import io.longhaul.activities.ledger.Stage;
import io.longhaul.activities.live.BatchLog;
import io.longhaul.activities.live.Changes;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.live.Operation;
import io.longhaul.activities.live.Throttle;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.backfill.BackfillActivities;
import io.longhaul.workflows.backfill.BackfillSpec;
import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.BatchScope;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangePlan;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Survey;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.live.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * See {@link BackfillActivities}. Running one twice is harmless: a change looks whether it is done, a batch is one transaction
 * that notes itself, and a row that has its value is left alone.
 */
public final class BackfillActivitiesImpl implements BackfillActivities {

    private final TargetDatabase target;
    private final Batches batches;
    private final Stage stage;
    private final Notes notes;
    private final String worker;

    /** One for all that this process does with a table under the same limits. */
    private record Watched(long table, String name, List<LiveTable.Column> key, Limits limits) {}

    private final Map<Watched, Throttle> throttles = new ConcurrentHashMap<>();

    /** @param worker the identity under which this process claims batches */
    public BackfillActivitiesImpl(TargetDatabase target, Batches batches, Stage stage, Notes notes, String worker) {
        this.target = target;
        this.batches = batches;
        this.stage = stage;
        this.notes = notes;
        this.worker = worker;
    }

    private LiveDatabase database(BackfillSpec spec) {
        return LiveDatabase.within(target, spec.limits());
    }

    private Plan plan(BackfillSpec spec, Watch watch) {
        return database(spec)
                .calmly("looking at table " + spec.table(), watch, transaction -> Plan.read(transaction, spec));
    }

    private Throttle throttle(BackfillSpec spec, LiveTable table) {
        return throttles.computeIfAbsent(
                new Watched(table.oid(), table.quotedName(), table.key(), spec.limits()),
                key -> new Throttle(database(spec), table, key.limits()));
    }

    /** Before each transaction that fills rows. */
    private Consumer<Duration> pace(BackfillSpec spec, LiveTable table, Consumer<@Nullable String> note, Watch watch) {
        Consumer<Duration> pace = throttle(spec, table).pace(watch, note);
        return before -> {
            LiveDatabase.sleep(Duration.ofMillis(spec.pause()));
            pace.accept(before);
        };
    }

    private Optional<Fill> fill(JobId job, BackfillSpec spec, Plan plan) {
        FillingJob mine = new FillingJob(job, plan.digest());
        return plan.filling().map(filling -> new Fill(database(spec), plan.table(), filling, mine));
    }

    @Override
    public Survey survey(JobId job, BackfillSpec spec) {
        return watched(watch -> {
            new Inspection(target, spec).requireGood(watch);
            Plan plan = plan(spec, watch);
            SourceKey last = database(spec)
                    .calmly("looking for rows to fill", watch, transaction -> {
                        if (new FillingJob(job, plan.digest()).differs(transaction)) {
                            throw new MigrationException(
                                    FailureKind.INVALID_SPEC,
                                    "the spec has changed since rows were filled by it: give it as it was, or begin a new job by"
                                            + " --fresh, which fills what still lacks its value");
                        }
                        Optional<Fill> fill = fill(job, spec, plan);
                        return fill.isEmpty()
                                ? Optional.<SourceKey>empty()
                                : fill.get().rows().last(transaction);
                    })
                    .orElse(null);
            return new Survey(null, last, null);
        });
    }

    @Override
    public long count(JobId job, BackfillSpec spec) {
        return watched(watch -> {
            Fill fill = fill(job, spec, plan(spec, watch)).orElse(null);
            if (fill == null) {
                return 0L;
            }
            return database(spec).inTurn("counting rows", watch, fill.rows()::count);
        });
    }

    @Override
    public void prepare(JobId job, BackfillSpec spec) {
        Consumer<@Nullable String> note = notes.of(job);
        watched(watch -> {
            new Preparation(database(spec), job, spec, note, watch).run();
            return spec;
        });
    }

    @Override
    public RangePlan plan(BackfillSpec spec, RangeRequest request) {
        return watched(watch -> fill(request.job(), spec, plan(spec, watch))
                .orElseThrow()
                .rows()
                .plan(batches, request, request.batchSize() * BackfillSpec.TRANSACTIONS, watch));
    }

    @Override
    public BatchCounts fill(JobId job, BackfillSpec spec, PlannedBatch batch) {
        Consumer<@Nullable String> note = notes.of(job);
        return watched(watch -> {
            Batches.Claim claim = batches.claim(job, batch.number(), worker);
            if (claim instanceof Batches.Claim.Settled before) {
                return before.counts();
            }
            long fence = ((Batches.Claim.Mine) claim).fence();
            Plan plan = plan(spec, watch);
            long filled = fill(job, spec, plan)
                    .orElseThrow()
                    .batch(
                            batch.number(),
                            ((BatchScope.Keys) batch.scope()).range(),
                            (batch.records() + BackfillSpec.TRANSACTIONS - 1) / BackfillSpec.TRANSACTIONS,
                            pace(spec, plan.table(), note, watch),
                            watch);
            int written = Math.toIntExact(filled);
            return stage.settle(
                    job, batch.number(), fence, written, 0, Math.max(0, batch.records() - written), Map.of());
        });
    }

    @Override
    public void constrain(JobId job, BackfillSpec spec) {
        changing(job, spec, (changing, plan) -> {
            fill(job, spec, plan)
                    .ifPresent(fill ->
                            fill.rest(pace(spec, plan.table(), changing.note(), changing.watch()), changing.watch()));
            plan.checking().ifPresent(changing::make);
            plan.requiring().ifPresent(changing::make);
        });
    }

    @Override
    public void index(JobId job, BackfillSpec spec, int number) {
        changing(job, spec, (changing, plan) -> changing.make(plan.index(number)));
    }

    @Override
    public void step(JobId job, BackfillSpec spec, int number) {
        changing(job, spec, (changing, plan) -> changing.make(plan.step(number)));
    }

    @Override
    public void uncover(JobId job, BackfillSpec spec) {
        changing(job, spec, (changing, plan) -> {
            if (!plan.filling().map(Filling::keepTrigger).orElse(true)) {
                plan.covering()
                        .ifPresent(cover -> changing.changes().undo(job, changing.table(), cover, changing.watch()));
            }
            changing.note().accept(null);
        });
    }

    @Override
    public Verification verify(JobId job, BackfillSpec spec) {
        return watched(watch -> database(spec).calmly("verifying table " + spec.table(), watch, transaction -> {
            transaction.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            Plan plan = Plan.read(transaction, spec);
            Verification found = new FillVerification(transaction, plan, new BatchLog(job)).run();
            transaction.giveUp();
            return found;
        }));
    }

    /** A step that changes the table. */
    private record Changing(JobId job, LiveTable table, Changes changes, Consumer<@Nullable String> note, Watch watch) {
        void make(Operation operation) {
            changes.run(job, table, operation, note, watch);
        }
    }

    /** What is done in one. */
    @FunctionalInterface
    private interface Doing {
        void with(Changing changing, Plan plan);
    }

    private void changing(JobId job, BackfillSpec spec, Doing doing) {
        Consumer<@Nullable String> note = notes.of(job);
        watched(watch -> {
            Plan plan = plan(spec, watch);
            doing.with(new Changing(job, plan.table(), new Changes(database(spec)), note, watch), plan);
            return spec;
        });
    }

    private static <T> T watched(Function<Watch, T> work) {
        return translated(() -> Heartbeats.during(() -> work.apply(Watch.ofThisThread())));
    }
}
