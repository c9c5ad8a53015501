package io.longhaul.activities.qdrant;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A point near to the one asked for; a larger score is nearer. */
public record Hit(PointId id, float score, Map<String, @Nullable Object> payload) {

    public Hit {
        payload = Collections.unmodifiableMap(new LinkedHashMap<>(payload));
    }
}
