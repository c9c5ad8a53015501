package io.longhaul.activities.ledger;

import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.JobRequest;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.JobTotals;
import io.longhaul.workflows.engine.Pause;
import io.longhaul.workflows.engine.Verification;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as the ledger has it.
 *
 * @param round how many times it was gone on with after it had been completed
 */
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
        int round,
        JobTotals totals,
        @Nullable Verification verification,
        Instant created,
        @Nullable Instant started,
        @Nullable Instant finished) {

    /** Whether it moves what is asked for. */
    public boolean moves(JobRequest request) {
        return recipe.equals(request.recipe())
                && source.equals(request.source())
                && sink.equals(request.sink())
                && model.equals(request.model());
    }
}
