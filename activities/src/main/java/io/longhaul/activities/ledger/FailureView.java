package io.longhaul.activities.ledger;

import io.longhaul.workflows.engine.SourceKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A record that failed. {@code resolved} is when it went through after all, null while it has not. */
public record FailureView(
        SourceKey key,
        int batch,
        String error,
        Instant failed,
        @Nullable Instant resolved) {}
