package io.longhaul.workflows.engine;

/**
 * One migration of a series.
 *
 * @param step its name within the series
 * @param job what it moves, in words
 * @param complete whether an earlier run has completed it, so that there is nothing to do
 */
public record SeriesStep(String step, JobRequest job, MigrationInput input, boolean complete) {}
