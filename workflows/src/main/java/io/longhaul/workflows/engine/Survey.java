package io.longhaul.workflows.engine;

import org.jspecify.annotations.Nullable;

/**
 * The source as it was found before anything is written.
 *
 * @param records how many the migration is to take, the limit applied
 * @param until the key of the last of them, frozen for this run; null when there are none
 */
public record Survey(long records, @Nullable SourceKey until) {}
