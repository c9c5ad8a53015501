package io.longhaul.activities.qdrant;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A point to write. It does not copy the vector, which may be large: whoever made it leaves it alone.
 *
 * @param payload values are String, Long, Integer, Double, Boolean, null, and List and Map of those
 */
@SuppressWarnings("ArrayRecordComponent") // points are never compared
public record Point(PointId id, float[] vector, Map<String, @Nullable Object> payload) {

    public Point {
        payload = Collections.unmodifiableMap(new LinkedHashMap<>(payload));
    }
}
