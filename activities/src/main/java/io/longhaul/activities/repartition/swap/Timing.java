package io.longhaul.activities.repartition.swap;

import java.time.Duration;

/** How long a lock was asked for and held, over several attempts. For one thread. */
final class Timing {

    private long asked;
    private long had;
    private long longestNanos;
    private long heldNanos;

    void ask() {
        asked = System.nanoTime();
        had = asked;
    }

    void have() {
        had = System.nanoTime();
    }

    Duration sinceAsked() {
        return Duration.ofNanos(System.nanoTime() - asked);
    }

    Duration sinceHad() {
        return Duration.ofNanos(System.nanoTime() - had);
    }

    /** The lock was given back, or never had. */
    void end() {
        if (asked != 0) {
            long now = System.nanoTime();
            longestNanos = Math.max(longestNanos, now - asked);
            heldNanos = now - had;
            asked = 0;
        }
    }

    /** From asking until giving back, in the attempt that took longest. */
    long longestMillis() {
        return Duration.ofNanos(longestNanos).toMillis();
    }

    /** In the last attempt. */
    long heldMillis() {
        return Duration.ofNanos(heldNanos).toMillis();
    }
}
