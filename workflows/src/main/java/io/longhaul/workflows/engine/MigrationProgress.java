package io.longhaul.workflows.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a running migration stands, as its workflow knows it.
 *
 * @param limit take only the first so many records; null for all
 * @param tuning as it is now, after all that was set
 * @param records to take; null until they are counted
 * @param pause null unless paused
 * @param ranges the ranges now running
 */
public record MigrationProgress(
        JobId job,
        String name,
        Work work,
        Phase phase,
        @Nullable Long limit,
        Tuning tuning,
        @Nullable Pause pause,
        @Nullable Long records,
        BatchCounts counts,
        List<RangeProgress> ranges) {}
