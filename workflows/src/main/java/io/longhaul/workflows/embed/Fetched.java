package io.longhaul.workflows.embed;

import io.longhaul.workflows.engine.BatchCounts;
import org.jspecify.annotations.Nullable;

/**
 * What fetching left in the stage.
 *
 * @param fence the token under which it was staged; newer ones make it void
 * @param staged points waiting to be written
 * @param toEmbed those of them with no vector yet
 * @param failed records recorded as failures
 * @param skipped records found unchanged in the target
 * @param settled the batch's counts where an earlier attempt had settled it; null otherwise
 */
public record Fetched(
        long fence,
        int staged,
        int toEmbed,
        int failed,
        int skipped,
        @Nullable BatchCounts settled) {}
