package io.longhaul.workflows.engine;

import org.jspecify.annotations.Nullable;

/**
 * The records whose key is greater than {@code after} and not greater than {@code until}, in the source's own order.
 *
 * @param after exclusive; null means from the first record on
 * @param until inclusive
 * @param changedSince only those that changed at this moment or later, by the source's own record of it; null for all
 */
public record KeyRange(
        @Nullable SourceKey after,
        SourceKey until,
        @Nullable String changedSince) {

    public KeyRange(@Nullable SourceKey after, SourceKey until) {
        this(after, until, null);
    }

    @Override
    public String toString() {
        return (after == null ? "first" : "after " + after) + " to " + until
                + (changedSince == null ? "" : ", changed since " + changedSince);
    }
}
