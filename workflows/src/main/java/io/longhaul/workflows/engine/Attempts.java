package io.longhaul.workflows.engine;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import java.time.Duration;

/**
 * How a recipe's step is tried: heartbeats show that an attempt lives, and what fails is tried again for as long as an outage
 * may last.
 *
 * @param once longer than this, an attempt hangs
 * @param longestPause between two attempts
 * @param most 0 for as many as {@link #LONGEST_OUTAGE} allows
 */
public record Attempts(Duration once, Duration longestPause, int most) {

    /** An outage shorter than this costs time only. A longer one fails the batch, which a later run takes up. */
    private static final Duration LONGEST_OUTAGE = Duration.ofHours(24);

    /**
     * A silent attempt is given up after this long. Workers send heartbeats more often, and a cancel takes effect at the
     * next one.
     */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /** As many attempts as it takes. */
    public static Attempts of(Duration once, Duration longestPause) {
        return new Attempts(once, longestPause, 0);
    }

    public ActivityOptions.Builder options() {
        return ActivityOptions.newBuilder()
                .setStartToCloseTimeout(once)
                .setScheduleToCloseTimeout(LONGEST_OUTAGE)
                .setHeartbeatTimeout(HEARTBEAT)
                .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                .setRetryOptions(RetryOptions.newBuilder()
                        .setInitialInterval(FIRST_PAUSE)
                        .setBackoffCoefficient(2)
                        .setMaximumInterval(longestPause)
                        .setMaximumAttempts(most)
                        .build());
    }
}
