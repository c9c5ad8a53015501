package io.longhaul.activities.repartition;

import static io.longhaul.activities.ActivityErrors.translated;

import io.longhaul.activities.Heartbeats;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.backups.Backups;
import io.longhaul.activities.ledger.Batches;
import io.longhaul.activities.ledger.Notes;
import io.longhaul.activities.ledger.Stage;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.live.Selection;
import io.longhaul.activities.live.Throttle;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.repartition.swap.Carrier;
import io.longhaul.activities.repartition.swap.ChangeLog;
import io.longhaul.activities.repartition.swap.Pairs;
import io.longhaul.activities.repartition.swap.Settlement;
import io.longhaul.activities.repartition.swap.Swap;
import io.longhaul.activities.repartition.swap.TablePair;
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
import io.longhaul.workflows.repartition.Aim;
import io.longhaul.workflows.repartition.RepartitionActivities;
import io.longhaul.workflows.repartition.RepartitionSpec;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * See {@link RepartitionActivities}. Running one twice is harmless: each looks in the target how far the two tables are, and a
 * batch is one transaction that notes itself.
 */
public final class RepartitionActivitiesImpl implements RepartitionActivities {

    private final TargetDatabase target;
    private final Batches batches;
    private final Stage stage;
    private final Notes notes;
    private final String worker;

    /** What the batches of a job have in common. */
    private record Work(Copying copying, Throttle throttle) {}

    private final Map<JobId, Work> works = new ConcurrentHashMap<>();
    /** How long the last batch took that this process has copied. */
    private volatile Duration took = Duration.ZERO;

    /** @param worker the identity under which this process claims batches */
    public RepartitionActivitiesImpl(TargetDatabase target, Batches batches, Stage stage, Notes notes, String worker) {
        this.target = target;
        this.batches = batches;
        this.stage = stage;
        this.notes = notes;
        this.worker = worker;
    }

    private LiveDatabase database(RepartitionSpec spec) {
        return new LiveDatabase(target, Duration.ofMillis(spec.limits().writerWait()));
    }

    private Plan plan(RepartitionSpec spec, Watch watch) {
        return database(spec)
                .calmly("looking at table " + spec.table(), watch, transaction -> Plan.read(transaction, spec));
    }

    private Optional<TablePair> begun(JobId job, RepartitionSpec spec, Watch watch) {
        return new Inspection(target, spec).begun(job, watch);
    }

    /** The pair of a job, while the new table is not in use. */
    private Optional<TablePair> prepared(JobId job, RepartitionSpec spec, Watch watch) {
        TablePair pair = begun(job, spec, watch)
                .orElseThrow(() -> new MigrationException(
                        FailureKind.SCHEMA_MISMATCH,
                        "nothing is noted of table " + spec.table()
                                + " in longhaul.repartition any more: roll back, and run again" + " with --fresh"));
        return Optional.of(pair).filter(found -> found.phase() == TablePair.Phase.PREPARED);
    }

    @Override
    public Survey survey(JobId job, RepartitionSpec spec) {
        return watched(watch -> {
            new Inspection(target, spec).requireGood(job, watch);
            boolean done = begun(job, spec, watch)
                    .filter(pair -> pair.phase() != TablePair.Phase.PREPARED)
                    .isPresent();
            return new Survey(null, done ? null : last(spec, watch), null);
        });
    }

    private @Nullable SourceKey last(RepartitionSpec spec, Watch watch) {
        LiveTable table = plan(spec, watch).table();
        return database(spec)
                .calmly("looking for the last row", watch, Selection.all(database(spec), table)::last)
                .orElse(null);
    }

    @Override
    public long count(JobId job, RepartitionSpec spec) {
        return watched(watch -> {
            if (begun(job, spec, watch)
                    .filter(pair -> pair.phase() != TablePair.Phase.PREPARED)
                    .isPresent()) {
                return 0L;
            }
            Selection rows = Selection.all(database(spec), plan(spec, watch).table());
            return database(spec).calmly("counting rows", watch, rows::count);
        });
    }

    @Override
    public void backUp(JobId job, RepartitionSpec spec) {
        Consumer<@Nullable String> note = notes.of(job);
        watched(watch -> {
            if (begun(job, spec, watch).isEmpty()) {
                int days = ((Aim.Forward) spec.aim()).retentionDays();
                var unused = new Backups(target).make(spec.table(), job.toString(), days, note, watch);
            }
            return spec;
        });
    }

    @Override
    public void prepare(JobId job, RepartitionSpec spec) {
        watched(watch -> {
            if (begun(job, spec, watch).isPresent()) {
                return spec;
            }
            Plan plan = plan(spec, watch);
            database(spec).calmly("making the new table of " + spec.table(), watch, transaction -> {
                transaction.execute("SELECT pg_advisory_xact_lock(hashtext('longhaul'))");
                Pairs.create(transaction);
                CopiedBatches.create(transaction);
                new CopiedBatches(job).forget(transaction);
                new Made(plan).create(transaction);
                return plan;
            });
            database(spec)
                    .briefly(
                            "logging what is written to table " + spec.table(),
                            watch,
                            transaction ->
                                    Pairs.begin(transaction, job, plan.table(), plan.madeName(), plan.columns()));
            return spec;
        });
    }

    @Override
    public RangePlan plan(RepartitionSpec spec, RangeRequest request) {
        return watched(watch ->
                Selection.all(database(spec), plan(spec, watch).table()).plan(batches, request, watch));
    }

    /** Read once in a process: what changes meanwhile is found when the tables are compared. */
    private Work work(JobId job, RepartitionSpec spec, Watch watch) {
        return works.computeIfAbsent(job, key -> {
            Plan plan = plan(spec, watch);
            return new Work(
                    new Copying(plan.table(), plan.columns(), plan.made(), new CopiedBatches(job)),
                    new Throttle(database(spec), plan.table(), spec.limits()));
        });
    }

    @Override
    public BatchCounts copy(JobId job, RepartitionSpec spec, PlannedBatch batch) {
        Consumer<@Nullable String> note = notes.of(job);
        return watched(watch -> {
            Batches.Claim claim = batches.claim(job, batch.number(), worker);
            if (claim instanceof Batches.Claim.Settled before) {
                return before.counts();
            }
            long fence = ((Batches.Claim.Mine) claim).fence();
            Work work = work(job, spec, watch);
            work.throttle().await(took, watch, note);
            long begun = System.nanoTime();
            long copied = work.copying()
                    .batch(database(spec), batch.number(), ((BatchScope.Keys) batch.scope()).range(), watch);
            took = Duration.ofNanos(System.nanoTime() - begun);
            int written = Math.toIntExact(copied);
            return stage.settle(
                    job, batch.number(), fence, written, 0, Math.max(0, batch.records() - written), Map.of());
        });
    }

    @Override
    public void index(JobId job, RepartitionSpec spec) {
        Consumer<@Nullable String> note = notes.of(job);
        watched(watch -> {
            prepared(job, spec, watch)
                    .ifPresent(pair -> new Made(plan(spec, watch)).index(database(spec), note, watch));
            return spec;
        });
    }

    @Override
    public void catchUp(JobId job, RepartitionSpec spec) {
        Consumer<@Nullable String> note = notes.of(job);
        watched(watch -> {
            prepared(job, spec, watch).ifPresent(pair -> {
                note.accept("carrying over what was written meanwhile");
                var unused = work(job, spec, watch).copying().rest(database(spec), ChangeLog.ofLive(pair), watch);
                var ignored = new Carrier(database(spec), pair).catchUp(note, watch);
            });
            return spec;
        });
    }

    @Override
    public Verification compare(JobId job, RepartitionSpec spec) {
        Consumer<@Nullable String> note = notes.of(job);
        return watched(watch -> {
            TablePair pair = begun(job, spec, watch).orElse(null);
            if (pair == null || pair.phase().ended()) {
                return Verification.NOTHING;
            }
            note.accept("comparing both tables");
            Verification found = compared(spec, pair, watch);
            note.accept(null);
            return found;
        });
    }

    /** A truncation that waits in the log takes rows that are in no entry of it, so it is carried over first. */
    private Verification compared(RepartitionSpec spec, TablePair pair, Watch watch) {
        while (true) {
            Optional<Verification> found = database(spec)
                    .calmly("comparing table " + pair + " with its copy", watch, transaction -> {
                        transaction.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
                        return transaction.holds(ChangeLog.ofLive(pair).truncated())
                                ? Optional.<Verification>empty()
                                : Optional.of(
                                        new Comparison(transaction, pair, ((Aim.Forward) spec.aim()).layout()).run());
                    });
            if (found.isPresent()) {
                return found.get();
            }
            var unused = new Carrier(database(spec), pair).catchUp(note -> {}, watch);
        }
    }

    @Override
    public void swap(JobId job, RepartitionSpec spec) {
        Consumer<@Nullable String> note = notes.of(job);
        watched(watch -> {
            prepared(job, spec, watch).ifPresent(pair -> {
                note.accept("swapping table " + pair);
                Swap swap = new Swap(database(spec), pair);
                swap.prepare(watch);
                var unused = swap.forward(note, watch);
            });
            note.accept(null);
            return spec;
        });
    }

    @Override
    public void settle(JobId job, RepartitionSpec spec) {
        watched(watch -> {
            begun(job, spec, watch)
                    .filter(pair -> pair.phase() == TablePair.Phase.SWAPPED)
                    .ifPresent(pair -> {
                        new Settlement(database(spec), pair).run(watch);
                        database(spec).calmly("making the view of partitions", watch, transaction -> {
                            PartitionHealth.create(transaction, pair.schema());
                            return pair;
                        });
                    });
            return spec;
        });
    }

    @Override
    public Verification verify(JobId job, RepartitionSpec spec) {
        return watched(watch -> begun(job, spec, watch)
                .map(pair -> database(spec)
                        .calmly("looking at table " + pair, watch, transaction -> new Standing(transaction, pair, spec)
                                .run()))
                .orElse(Verification.NOTHING));
    }

    private static <T> T watched(Function<Watch, T> work) {
        return translated(() -> Heartbeats.during(() -> work.apply(Watch.ofThisThread())));
    }
}
