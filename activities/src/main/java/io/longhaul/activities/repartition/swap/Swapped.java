package io.longhaul.activities.repartition.swap;

/**
 * What a swap was like for others.
 *
 * @param longestMillis the longest that a writer can have waited: from when the lock was asked for until it was given back, in
 *     this attempt or in one before that gave way
 * @param heldMillis for which the lock was held
 * @param carried writes that were carried over while it was held
 */
public record Swapped(long longestMillis, long heldMillis, long carried) {}
