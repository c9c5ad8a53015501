package io.longhaul.activities.embed;

import io.longhaul.activities.ledger.Batches;
import io.longhaul.activities.mysql.Border;
import io.longhaul.activities.mysql.Borders;
import io.longhaul.workflows.embed.EmbedSpec;
import io.longhaul.workflows.engine.BatchScope;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangePlan;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.RangeScope;
import io.longhaul.workflows.engine.RetryRequest;
import io.longhaul.workflows.engine.SourceKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Freezes the batches of a range in the ledger. Asked again, it gives the same ones. */
final class Planner {

    private final EmbedSource source;
    private final Batches ledger;

    Planner(EmbedSource source, Batches ledger) {
        this.source = source;
        this.ledger = ledger;
    }

    RangePlan plan(EmbedSpec spec, RangeRequest request) {
        return ledger.planned(request).orElseGet(() -> {
            freeze(spec, request);
            return ledger.planned(request).orElse(RangePlan.EMPTY);
        });
    }

    private void freeze(EmbedSpec spec, RangeRequest request) {
        if (request.scope() instanceof RangeScope.Keys keys) {
            Borders borders = source.borders(spec, keys.range(), request.batchSize(), RangeRequest.BATCHES);
            ledger.plan(request.job(), request.range(), batches(request, keys, borders));
        } else if (request.scope() instanceof RangeScope.Failures failures) {
            RetryRequest which = failures.which();
            ledger.planFailures(
                    request.job(),
                    request,
                    which.batch(),
                    which.keys() == null ? null : failedWithin(spec, request.job(), which.keys()));
        }
    }

    /** Only the source's database can say which keys a range holds. */
    private Set<SourceKey> failedWithin(EmbedSpec spec, JobId job, KeyRange range) {
        Set<SourceKey> failed = new HashSet<>(ledger.unresolved(job));
        Set<SourceKey> within = new HashSet<>();
        source.keys(spec, range, key -> {
            if (failed.contains(key)) {
                within.add(key);
            }
        });
        return within;
    }

    private List<PlannedBatch> batches(RangeRequest request, RangeScope.Keys keys, Borders borders) {
        List<PlannedBatch> batches = new ArrayList<>();
        long first = ledger.recordsBefore(request.job(), request.range());
        SourceKey after = keys.after();
        for (Border border : borders.borders()) {
            batches.add(new PlannedBatch(
                    request.firstBatch() + batches.size(),
                    new BatchScope.Keys(new KeyRange(after, border.until(), keys.changedSince())),
                    first,
                    border.records()));
            first += border.records();
            after = border.until();
        }
        return batches;
    }
}
