package io.longhaul.workflows.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a running migration stands, as its workflow knows it.
 *
 * @param survey null before PREFLIGHT has ended
 * @param pause null unless paused
 * @param ranges the ranges now running
 */
public record MigrationProgress(
        JobId job,
        String name,
        Phase phase,
        int concurrency,
        @Nullable Pause pause,
        @Nullable Survey survey,
        BatchCounts counts,
        List<RangeProgress> ranges) {}
