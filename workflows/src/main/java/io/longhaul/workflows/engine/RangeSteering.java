package io.longhaul.workflows.engine;

/**
 * What a migration asks of a range from now on.
 *
 * @param window batches that may be in flight; 0 pauses
 * @param failureThreshold see {@link Tuning}
 */
public record RangeSteering(int window, double failureThreshold) {}
