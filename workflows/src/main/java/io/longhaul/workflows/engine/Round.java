package io.longhaul.workflows.engine;

import org.jspecify.annotations.Nullable;

/**
 * A further round of a job that was completed before: what is new since then, and what has changed.
 *
 * @param job whose failed records are known not to be in the target
 * @param number from 1
 * @param base the records up to this key were read by earlier rounds
 * @param changedSince of those, the ones that changed at this moment or later are read again; null for none
 * @param changesPlanned the key of the last of them that is planned; null when none is
 */
public record Round(
        JobId job,
        int number,
        SourceKey base,
        @Nullable String changedSince,
        @Nullable SourceKey changesPlanned) {}
