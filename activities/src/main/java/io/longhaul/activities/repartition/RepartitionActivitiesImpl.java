package io.longhaul.activities.repartition;

import static io.longhaul.activities.ActivityErrors.translated;

import io.longhaul.activities.Heartbeats;
import io.longhaul.activities.ledger.Batches;
import io.longhaul.activities.ledger.Notes;
import io.longhaul.activities.ledger.Stage;
import io.longhaul.activities.live.Throttle;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.BatchScope;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangePlan;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.Survey;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.repartition.RepartitionActivities;
import io.longhaul.workflows.repartition.RepartitionSpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** See {@link RepartitionActivities}. Running one twice is harmless: {@link Conversion} says why. */
public final class RepartitionActivitiesImpl implements RepartitionActivities {

    private final TargetDatabase target;
    private final Batches batches;
    private final Stage stage;
    private final Notes notes;
    private final String worker;

    /** What the batches of a job have in common. */
    private record Work(Copying copying, Throttle throttle) {}

    private final Map<JobId, Work> works = new ConcurrentHashMap<>();

    /** @param worker the identity under which this process claims batches */
    public RepartitionActivitiesImpl(TargetDatabase target, Batches batches, Stage stage, Notes notes, String worker) {
        this.target = target;
        this.batches = batches;
        this.stage = stage;
        this.notes = notes;
        this.worker = worker;
    }

    @Override
    public Survey survey(JobId job, RepartitionSpec spec) {
        return read(job, spec, conversion -> {
            conversion.requireGood();
            return new Survey(null, conversion.last().orElse(null), null);
        });
    }

    @Override
    public long count(JobId job, RepartitionSpec spec) {
        return watched(watch -> {
            Conversion conversion = new Conversion(target, job, spec, watch);
            return conversion.database().inTurn("counting rows", watch, conversion.rows()::count);
        });
    }

    @Override
    public void backUp(JobId job, RepartitionSpec spec) {
        changing(job, spec, Conversion::backUp);
    }

    @Override
    public void prepare(JobId job, RepartitionSpec spec) {
        changing(job, spec, (conversion, note) -> conversion.prepare());
    }

    @Override
    public RangePlan plan(RepartitionSpec spec, RangeRequest request) {
        return watched(watch -> new Conversion(target, request.job(), spec, watch)
                .rows()
                .plan(batches, request, request.batchSize() * RepartitionSpec.TRANSACTIONS, watch));
    }

    /** Read once in a process: what is changed about the table meanwhile is found when both are compared. */
    private Work work(JobId job, RepartitionSpec spec, Conversion conversion) {
        return works.computeIfAbsent(job, key -> {
            Copying copying = conversion.copying();
            return new Work(copying, new Throttle(conversion.database(), copying.table(), spec.limits()));
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
            Conversion conversion = new Conversion(target, job, spec, watch);
            Work work = work(job, spec, conversion);
            long copied = work.copying()
                    .batch(
                            batch.number(),
                            ((BatchScope.Keys) batch.scope()).range(),
                            (batch.records() + RepartitionSpec.TRANSACTIONS - 1) / RepartitionSpec.TRANSACTIONS,
                            work.throttle().pace(watch, note),
                            watch);
            int written = Math.toIntExact(copied);
            return stage.settle(
                    job, batch.number(), fence, written, 0, Math.max(0, batch.records() - written), Map.of());
        });
    }

    @Override
    public void index(JobId job, RepartitionSpec spec) {
        changing(job, spec, Conversion::index);
    }

    @Override
    public void catchUp(JobId job, RepartitionSpec spec) {
        changing(job, spec, Conversion::catchUp);
    }

    @Override
    public Verification compare(JobId job, RepartitionSpec spec) {
        notes.of(job).accept("comparing both tables");
        return read(job, spec, Conversion::compare);
    }

    @Override
    public void swap(JobId job, RepartitionSpec spec) {
        changing(job, spec, Conversion::swap);
    }

    @Override
    public void settle(JobId job, RepartitionSpec spec) {
        changing(job, spec, (conversion, note) -> conversion.settle());
    }

    @Override
    public Verification verify(JobId job, RepartitionSpec spec) {
        return read(job, spec, Conversion::verify);
    }

    private <T> T read(JobId job, RepartitionSpec spec, Function<Conversion, T> reading) {
        return watched(watch -> reading.apply(new Conversion(target, job, spec, watch)));
    }

    private void changing(JobId job, RepartitionSpec spec, BiConsumer<Conversion, Consumer<@Nullable String>> change) {
        Consumer<@Nullable String> note = notes.of(job);
        var unused = watched(watch -> {
            change.accept(new Conversion(target, job, spec, watch), note);
            note.accept(null);
            return spec;
        });
    }

    private static <T> T watched(Function<Watch, T> work) {
        return translated(() -> Heartbeats.during(() -> work.apply(Watch.ofThisThread())));
    }
}
