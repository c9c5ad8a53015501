package io.longhaul.activities.ledger;

import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.PlannedBatch;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A batch as the ledger has it. {@code worker} is the identity of the worker that claimed it last. */
public record BatchView(
        PlannedBatch batch,
        JobStatus status,
        @Nullable String worker,
        int attempts,
        BatchCounts counts,
        @Nullable String errorKind,
        @Nullable String error,
        @Nullable Instant started,
        @Nullable Instant finished) {}
