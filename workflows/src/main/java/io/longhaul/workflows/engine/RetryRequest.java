package io.longhaul.workflows.engine;

import org.jspecify.annotations.Nullable;

/**
 * Which failed records to take up again: all of them where both members are missing, so that {@code {}} is enough.
 *
 * @param batch only those of this batch
 * @param keys only those of this key range
 */
public record RetryRequest(
        @Nullable Integer batch, @Nullable KeyRange keys) {

    public static final RetryRequest ALL = new RetryRequest(null, null);

    @Override
    public String toString() {
        if (batch == null) {
            return keys == null ? "of all batches" : "with keys " + keys;
        }
        return "of batch " + batch + (keys == null ? "" : " with keys " + keys);
    }
}
