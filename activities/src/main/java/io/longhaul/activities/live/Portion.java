package io.longhaul.activities.live;

import java.time.Duration;

/**
 * How much the next of many statements writes: all that it may where nobody else is at work. In company it is so little that
 * no commit waits long for the log that it leaves, whatever a row takes on this server. Not for many threads.
 */
public final class Portion {

    /** What a statement in company is to take. */
    private static final Duration SHORT = Duration.ofMillis(2);

    /** With less, more goes by between statements than in them. */
    private static final int LEAST = 100;

    private static final double SLOWER = 0.5;
    private static final double FASTER = 1.25;

    private int most;
    private int inCompany;

    /**
     * @param most that a statement may write where nobody else is at work
     * @param first what it writes in company before it is known how long that takes
     */
    public Portion(int most, int first) {
        this.most = Math.max(1, most);
        this.inCompany = first;
    }

    /** @param company whether others are at work */
    public int next(boolean company) {
        return company ? Math.min(most, inCompany) : most;
    }

    /** Says how long the last one took. */
    public void took(int portion, Duration time) {
        double ratio = (double) SHORT.toNanos() / Math.max(1, time.toNanos());
        inCompany = (int) Math.max(LEAST, portion * Math.max(SLOWER, Math.min(FASTER, ratio)));
    }

    /**
     * Says that the last one took longer than it may, or failed of what is in it.
     *
     * @return whether there is less to try
     */
    public boolean failed(int portion) {
        most = (portion + 1) / 2;
        return portion > 1;
    }
}
