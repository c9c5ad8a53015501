package io.longhaul.activities.mysql;

import io.longhaul.workflows.engine.SourceKey;

/**
 * The end of one batch.
 *
 * @param until the key of its last record
 * @param records how many it holds
 */
public record Border(SourceKey until, int records) {}
