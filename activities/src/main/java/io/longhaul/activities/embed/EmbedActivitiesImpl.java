package io.longhaul.activities.embed;

import static io.longhaul.activities.ActivityErrors.translated;

import io.longhaul.activities.Heartbeats;
import io.longhaul.activities.ledger.Batches;
import io.longhaul.activities.ledger.Stage;
import io.longhaul.activities.qdrant.QdrantSink;
import io.longhaul.workflows.embed.EmbedActivities;
import io.longhaul.workflows.embed.EmbedBatch;
import io.longhaul.workflows.embed.EmbedSpec;
import io.longhaul.workflows.embed.Fetched;
import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.RangePlan;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.Round;
import io.longhaul.workflows.engine.Survey;
import io.longhaul.workflows.engine.Verification;
import io.temporal.activity.Activity;
import org.jspecify.annotations.Nullable;

/**
 * See {@link EmbedActivities}. Running one twice is harmless: reads read again, a plan is frozen once, a stage is
 * replaced, points are written under the same ids, and a batch is settled once.
 */
public final class EmbedActivitiesImpl implements EmbedActivities {

    private final QdrantSink sink;
    private final EmbedPreflight preflight;
    private final Planner planner;
    private final Fetching fetching;
    private final Upserting upserting;
    private final RangeComparison rangeComparison;
    private final TargetComparison targetComparison;

    /** @param worker the identity under which this process claims batches */
    public EmbedActivitiesImpl(EmbedSource source, QdrantSink sink, Batches batches, Stage stage, String worker) {
        this.sink = sink;
        this.planner = new Planner(source, batches);
        this.fetching = new Fetching(source, sink, batches, stage, worker);
        this.upserting = new Upserting(sink, stage);
        this.rangeComparison = new RangeComparison(source, sink, batches);
        this.preflight = new EmbedPreflight(source, sink, rangeComparison);
        this.targetComparison = new TargetComparison(source, sink, batches);
    }

    @Override
    public Survey survey(EmbedSpec spec, @Nullable Long limit, @Nullable Round round) {
        return translated(() -> Heartbeats.during(() -> preflight.survey(spec, limit, round)));
    }

    @Override
    public long count(EmbedSpec spec, @Nullable Long limit, @Nullable Round round, Survey survey) {
        return translated(() -> Heartbeats.during(() -> preflight.count(spec, limit, round, survey)));
    }

    @Override
    public void prepare(EmbedSpec spec) {
        translated(() -> Heartbeats.during(() -> {
            sink.ensure(spec.collection(), spec.dimensions(), spec.model());
            return Boolean.TRUE;
        }));
    }

    @Override
    public RangePlan plan(EmbedSpec spec, RangeRequest request) {
        return translated(() -> Heartbeats.during(() -> planner.plan(spec, request)));
    }

    @Override
    public Fetched fetch(EmbedBatch batch) {
        return translated(() -> Heartbeats.during(() -> fetching.fetch(batch)));
    }

    @Override
    public BatchCounts upsert(EmbedBatch batch, Fetched fetched) {
        return translated(() -> Heartbeats.during(() -> upserting.upsert(batch, fetched)));
    }

    @Override
    public Verification verifyRange(JobId job, EmbedSpec spec, KeyRange range) {
        return translated(() -> Heartbeats.during(() -> rangeComparison.compare(job, spec, range)));
    }

    @Override
    public Verification verifyTarget(JobId job, EmbedSpec spec) {
        TargetComparison.Progress start = Activity.getExecutionContext()
                .getHeartbeatDetails(TargetComparison.Progress.class)
                .orElse(TargetComparison.Progress.START);
        Heartbeats<TargetComparison.Progress> heartbeats = Heartbeats.withCursor(start);
        return translated(() -> heartbeats.run(
                () -> targetComparison.sample(job, spec).plus(targetComparison.orphans(spec, start, heartbeats))));
    }
}
