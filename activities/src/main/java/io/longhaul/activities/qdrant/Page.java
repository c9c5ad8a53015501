package io.longhaul.activities.qdrant;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some points in the order of their ids.
 *
 * @param next where the next page begins; null at the end
 */
public record Page(List<Stored> points, @Nullable PointId next) {

    public Page {
        points = List.copyOf(points);
    }
}
