package io.longhaul.workflows.engine;

/**
 * One range to run.
 *
 * @param batchSize records in the batches that it plans
 * @param steering how to begin; its migration changes it later
 * @param reportEvery a report to the migration after this many finished batches
 */
public record RangeInput(
        JobId job,
        String name,
        int range,
        RangeScope scope,
        Spec spec,
        int batchSize,
        RangeSteering steering,
        int reportEvery) {}
