package io.longhaul.starter.migration;

import io.longhaul.starter.report.Output;

/**
 * What {@code run} was asked for, beside the settings.
 *
 * @param workers further worker processes
 * @param yes resume without asking
 * @param fresh begin a new job and keep the old one's ledger
 * @param detach start and leave
 */
public record RunRequest(int workers, boolean yes, boolean fresh, boolean detach, Output output) {}
