package io.longhaul.workflows.engine;

/**
 * A batch as it was frozen in the ledger.
 *
 * @param number unique within its job, from 0
 * @param records how many it held when it was planned
 */
public record PlannedBatch(int number, BatchScope scope, int records) {}
