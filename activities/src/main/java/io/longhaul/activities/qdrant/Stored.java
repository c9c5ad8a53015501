package io.longhaul.activities.qdrant;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A point as it was read, without its vector, with those payload fields that were asked for and that it has. */
public record Stored(PointId id, Map<String, @Nullable Object> payload) {

    public Stored {
        payload = Collections.unmodifiableMap(new LinkedHashMap<>(payload));
    }
}
