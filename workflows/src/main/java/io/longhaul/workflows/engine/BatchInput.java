package io.longhaul.workflows.engine;

/** One batch to run. */
public record BatchInput(JobId job, Spec spec, PlannedBatch batch) {}
