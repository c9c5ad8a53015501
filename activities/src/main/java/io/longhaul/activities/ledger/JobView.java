package io.longhaul.activities.ledger;

import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.JobTotals;
import io.longhaul.workflows.engine.Pause;
import io.longhaul.workflows.engine.Verification;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A job as the ledger has it. */
public record JobView(
        JobId id,
        String name,
        String recipe,
        String source,
        String sink,
        String model,
        JobStatus status,
        @Nullable String phase,
        @Nullable String reason,
        @Nullable Pause pause,
        int batchSize,
        JobTotals totals,
        @Nullable Verification verification,
        Instant created,
        @Nullable Instant started,
        @Nullable Instant finished) {}
