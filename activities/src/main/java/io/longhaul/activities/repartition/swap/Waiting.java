package io.longhaul.activities.repartition.swap;

import java.time.Instant;

/**
 * Writes to a live table that are logged, and wait to be carried over to the table beside it. Nobody has to carry them, so they
 * get more and more.
 *
 * @param swapped whether they wait for the way back; if not, for the new table to be ready
 * @param writes about how many; a row that is written twice counts twice
 * @param estimated whether they were too many to be counted
 * @param bytes that the log takes on disk
 * @param since when the live table is logged
 */
public record Waiting(boolean swapped, long writes, boolean estimated, long bytes, Instant since) {}
