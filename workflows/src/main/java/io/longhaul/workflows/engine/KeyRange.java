package io.longhaul.workflows.engine;

import org.jspecify.annotations.Nullable;

/**
 * The records whose key is greater than {@code after} and not greater than {@code until}, in the source's own order.
 *
 * @param after exclusive; null means from the first record on
 * @param until inclusive
 */
public record KeyRange(@Nullable SourceKey after, SourceKey until) {

    @Override
    public String toString() {
        return (after == null ? "first" : "after " + after) + " to " + until;
    }
}
