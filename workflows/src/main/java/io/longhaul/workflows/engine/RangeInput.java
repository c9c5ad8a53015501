package io.longhaul.workflows.engine;

/**
 * One range to run.
 *
 * @param window batches it may have in flight at first; its migration changes it later
 * @param reportEvery a report to the migration after this many finished batches
 */
public record RangeInput(
        JobId job, String name, int range, RangeScope scope, Spec spec, Tuning tuning, int window, int reportEvery) {}
