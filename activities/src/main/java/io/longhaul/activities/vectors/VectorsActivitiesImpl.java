package io.longhaul.activities.vectors;

import static io.longhaul.activities.ActivityErrors.translated;

import io.longhaul.activities.Heartbeats;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.collection.CollectionFacts;
import io.longhaul.activities.collection.Place;
import io.longhaul.activities.collection.SourceCollection;
import io.longhaul.activities.collection.TargetCollection;
import io.longhaul.activities.collection.VectorRecord;
import io.longhaul.activities.ledger.Batches;
import io.longhaul.activities.ledger.Stage;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.Check;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangePlan;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.Round;
import io.longhaul.workflows.engine.Survey;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.vectors.VectorsActivities;
import io.longhaul.workflows.vectors.VectorsSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * See {@link VectorsActivities}. Running one twice is harmless: reads read again, what is made is made once, a plan is frozen
 * once, and a batch that was copied answers from the target's own note of it.
 */
public final class VectorsActivitiesImpl implements VectorsActivities {

    /** Records that are held at a time when source and target are compared, and what they may take. */
    private static final int COMPARED_AT_ONCE = 1_000;

    private static final long BYTES_AT_ONCE = 16 << 20;

    private final VectorStores stores;
    private final Batches batches;
    private final VectorsPlanner planner;
    private final VectorsCopy copy;

    /** @param worker the identity under which this process claims batches */
    public VectorsActivitiesImpl(VectorStores stores, Batches batches, Stage stage, String worker) {
        this.stores = stores;
        this.batches = batches;
        this.planner = new VectorsPlanner(stores, batches);
        this.copy = new VectorsCopy(stores, batches, stage, worker);
    }

    @Override
    public Survey survey(JobId job, VectorsSpec spec, @Nullable Long limit, @Nullable Round round) {
        return watched(watch -> {
            if (round != null) {
                throw new MigrationException(
                        FailureKind.INVALID_SPEC,
                        "collection " + spec.source().collection() + " does not tell what is new in it, so it can't be"
                                + " kept in step by a schedule: run it with --fresh into another collection");
            }
            SourceCollection source = stores.source(spec);
            CollectionFacts found = source.facts();
            if (found.records() == 0) {
                throw new MigrationException(
                        FailureKind.INVALID_SPEC,
                        "collection " + found.name()
                                + " is empty, so there is nothing to migrate: check its name in the" + " spec");
            }
            stores.target(spec).check(job, found, watch);
            long until = limit == null ? found.records() : Math.min(limit, found.records());
            Place last = source.places(Place.START, until, (int) Math.min(until, Integer.MAX_VALUE))
                    .get(0);
            return new Survey(null, Positions.key(last), null);
        });
    }

    @Override
    public void prepare(JobId job, VectorsSpec spec) {
        watched(watch -> {
            stores.target(spec).prepare(job, stores.source(spec).facts(), watch);
            return spec;
        });
    }

    @Override
    public RangePlan plan(VectorsSpec spec, RangeRequest request) {
        return watched(watch -> planner.plan(spec, request));
    }

    @Override
    public BatchCounts copy(JobId job, VectorsSpec spec, PlannedBatch batch) {
        return watched(watch -> copy.copy(job, spec, batch, watch));
    }

    @Override
    public void finish(JobId job, VectorsSpec spec) {
        watched(watch -> {
            stores.target(spec).finish(job, stores.source(spec).facts(), watch);
            return spec;
        });
    }

    @Override
    public Verification verifyRange(JobId job, VectorsSpec spec, KeyRange range) {
        return watched(watch -> {
            TargetCollection target = stores.target(spec);
            List<VectorRecord> page = new ArrayList<>(COMPARED_AT_ONCE);
            Verification[] found = {Verification.NOTHING};
            long[] bytes = {0};
            stores.source(spec).read(Positions.place(range.after()), Positions.place(range.until()), record -> {
                page.add(record);
                bytes[0] += record.bytes();
                if (page.size() == COMPARED_AT_ONCE || bytes[0] > BYTES_AT_ONCE) {
                    found[0] = found[0].plus(target.compare(job, page, watch));
                    page.clear();
                    bytes[0] = 0;
                }
            });
            return page.isEmpty() ? found[0] : found[0].plus(target.compare(job, page, watch));
        });
    }

    @Override
    public Verification verifyTarget(JobId job, VectorsSpec spec) {
        return watched(watch -> {
            SourceCollection source = stores.source(spec);
            TargetCollection target = stores.target(spec);
            Batches.Extent extent = batches.extent(job);
            long planned = Positions.place(batches.cursor(job).orElse(null)).position();
            CollectionFacts facts = source.facts();
            Verification found = target.whole(job, extent.processed(), extent.limit() == null, watch);
            if (extent.limit() == null) {
                found = found.plus(new Verification(List.of(allRead(planned, facts.records())), List.of()));
            }
            Searches searches = new Searches(source, target, job, batches, watch);
            List<float[]> queries = stores.queries(spec, facts.dimension());
            if (queries.isEmpty()) {
                queries = searches.stored(Math.min(planned, facts.records()));
            }
            return found.plus(searches.run(queries, facts.metric(), planned == facts.records()));
        });
    }

    /** What was added to the source since is in no batch, and what was deleted from it has moved those after it. */
    private static Check allRead(long planned, long there) {
        return new Check(
                "records of the source, each in a batch", Math.max(planned, there), Math.abs(planned - there), true);
    }

    private static <T> T watched(Function<Watch, T> work) {
        return translated(() -> Heartbeats.during(() -> work.apply(Watch.ofThisThread())));
    }
}
