package io.longhaul.activities.mysql;

import java.util.List;

/**
 * The ends of consecutive batches, in key order.
 *
 * @param more whether the asked range goes on after the last of them
 */
public record Borders(List<Border> borders, boolean more) {

    public Borders {
        borders = List.copyOf(borders);
    }
}
