package io.longhaul.activities.vectors;

import io.longhaul.workflows.engine.SourceKey;
import org.jspecify.annotations.Nullable;

/** Places in a collection as keys, from 1: what divides it into batches. A record itself is known by its id. */
final class Positions {

    private Positions() {}

    static SourceKey key(long position) {
        return SourceKey.of(Long.toString(position));
    }

    /** 0, before the first record, for null. */
    static long of(@Nullable SourceKey key) {
        return key == null ? 0 : Long.parseLong(key.parts().get(0));
    }
}
