package io.longhaul.activities.vectors;

import io.longhaul.activities.collection.Place;
import io.longhaul.workflows.engine.SourceKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Places in a collection as keys: what divides it into batches. A record itself is known by its id. */
final class Positions {

    private Positions() {}

    static SourceKey key(Place place) {
        String position = Long.toString(place.position());
        return new SourceKey(place.id() == null ? List.of(position) : List.of(position, place.id()));
    }

    /** The one before the first record for null. */
    static Place place(@Nullable SourceKey key) {
        if (key == null) {
            return Place.START;
        }
        List<String> parts = key.parts();
        return new Place(Long.parseLong(parts.get(0)), parts.size() == 1 ? null : parts.get(1));
    }
}
