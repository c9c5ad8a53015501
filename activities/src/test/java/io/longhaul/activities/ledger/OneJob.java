package io.longhaul.activities.ledger;

import io.longhaul.workflows.engine.BatchScope;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.JobRequest;
import io.longhaul.workflows.engine.JobTotals;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.RangeScope;
import io.longhaul.workflows.engine.RetryRequest;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A job of its own for a test, and the steps that one takes with the ledger. */
final class OneJob {

    final Jobs jobs = new Jobs(LedgerServer.database());
    final Batches batches = new Batches(LedgerServer.database());
    final Stage stage = new Stage(LedgerServer.database());
    final LedgerActivitiesImpl ledger = new LedgerActivitiesImpl(jobs, batches);
    final String name = "job-" + UUID.randomUUID();
    final JobRequest request = request(name);
    final JobId job = ((OpenedJob.Created) jobs.open(request, Opening.RUN)).id();

    static JobRequest request(String name) {
        return new JobRequest(name, "embed", "source", "sink", "model", 100, null, null, Map.of());
    }

    /** Plans so many batches of so many records each in range 0 and begins the run. */
    void plan(int count, int size) {
        batches.plan(job, 0, planned(count, size));
        ledger.begin(job, Work.COPY);
    }

    static List<PlannedBatch> planned(int count, int size) {
        List<PlannedBatch> planned = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SourceKey after = i == 0 ? null : SourceKey.of(Integer.toString(i * size));
            SourceKey until = SourceKey.of(Integer.toString((i + 1) * size));
            planned.add(new PlannedBatch(i, new BatchScope.Keys(new KeyRange(after, until)), (long) i * size, size));
        }
        return planned;
    }

    long claim(int batch) {
        return ((Batches.Claim.Mine) batches.claim(job, batch, "worker")).fence();
    }

    /** A batch of its own, all of it processed but what failed. */
    void settledBatch(int batch, int size, String... failed) {
        if (batch == 0) {
            plan(1, size);
        }
        long fence = claim(batch);
        Map<SourceKey, String> failures = failures("bad", failed);
        stage.fill(job, batch, fence, List.of(), failures);
        stage.settle(job, batch, fence, size - failed.length, failed.length, 0, Map.of());
    }

    static Map<SourceKey, String> failures(String reason, String... keys) {
        Map<SourceKey, String> failures = new LinkedHashMap<>();
        for (String key : keys) {
            failures.put(SourceKey.of(key), reason);
        }
        return failures;
    }

    /** Plans a range of the failed records. */
    List<BatchView> planRetry(int range, int size) {
        batches.planFailures(
                job, new RangeRequest(job, range, new RangeScope.Failures(RetryRequest.ALL), size), null, null);
        return batches.of(job, range);
    }

    JobTotals totals() {
        return jobs.find(job).orElseThrow().totals();
    }

    /** Staged with the checksum {@code sum-<content>}. */
    static StagedPoint point(String key, String content) {
        return new StagedPoint(
                key,
                SourceKey.of(key),
                StagedPoint.Action.UPSERT,
                "sum-" + content,
                content,
                1,
                Map.of("id", key),
                null,
                null);
    }
}
