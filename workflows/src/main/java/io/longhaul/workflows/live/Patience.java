package io.longhaul.workflows.live;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import java.time.Duration;

/** How long work on a live table may take and wait, in workflow code. */
public final class Patience {

    /** A silent attempt is given up after this long. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    /** A step may wait that long for a database that is busy, and an index of a large table take that long. */
    private static final Duration ONCE = Duration.ofHours(24);

    /** A database that can't bear any work for longer is for people to look at. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(7);

    private Patience() {}

    public static ActivityOptions options() {
        return ActivityOptions.newBuilder()
                .setStartToCloseTimeout(ONCE)
                .setScheduleToCloseTimeout(LONGEST_WAIT)
                .setHeartbeatTimeout(HEARTBEAT)
                .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                .setRetryOptions(RetryOptions.newBuilder()
                        .setInitialInterval(Duration.ofSeconds(1))
                        .setBackoffCoefficient(2)
                        .setMaximumInterval(Duration.ofSeconds(30))
                        .build())
                .build();
    }
}
