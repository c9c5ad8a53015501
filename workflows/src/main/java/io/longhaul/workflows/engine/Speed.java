package io.longhaul.workflows.engine;

import org.jspecify.annotations.Nullable;

/**
 * How fast a run moves, and how long it will take.
 *
 * @param perSecond records since its copy began
 * @param secondsLeft at this speed; null where nothing can be said
 */
record Speed(double perSecond, @Nullable Long secondsLeft) {

    static final Speed UNKNOWN = new Speed(0, null);

    /**
     * Of a run that is copying.
     *
     * @param before what earlier runs had done
     */
    static Speed of(MigrationProgress now, BatchCounts before, long millis) {
        long done = now.counts().records() - before.records();
        if (now.phase() != Phase.COPY || done <= 0 || millis <= 0 || now.survey() == null) {
            return UNKNOWN;
        }
        double perSecond = done * 1000.0 / millis;
        long left = Math.max(0, now.survey().records() - now.counts().records());
        return new Speed(perSecond, Math.round(left / perSecond));
    }
}
