package io.longhaul.workflows.engine;

import org.jspecify.annotations.Nullable;

/**
 * The source as it was found before anything is written.
 *
 * @param after the key that new records come after; null for the first record on
 * @param until the key of the last of them, frozen for this run; null when there are none
 * @param highWater changes before it are seen by this run or by earlier ones; those at it or after it are for the next.
 *     Null where the source records no changes
 */
public record Survey(
        @Nullable SourceKey after,
        @Nullable SourceKey until,
        @Nullable String highWater) {}
