package io.longhaul.workflows.engine;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** Stubs of {@link LedgerActivities} for the engine's workflows. */
final class Ledger {

    /** A statement or two: a longer one hangs. */
    private static final Duration STATEMENT = Duration.ofSeconds(30);

    private Ledger() {}

    /** Retries without an end: a migration waits for its ledger rather than going on without it. */
    static LedgerActivities stub() {
        return Workflow.newActivityStub(
                LedgerActivities.class,
                ActivityOptions.newBuilder()
                        .setStartToCloseTimeout(STATEMENT)
                        .setRetryOptions(RetryOptions.newBuilder()
                                .setInitialInterval(Duration.ofMillis(500))
                                .setMaximumInterval(Duration.ofSeconds(15))
                                .build())
                        .build());
    }
}
