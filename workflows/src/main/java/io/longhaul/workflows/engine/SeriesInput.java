package io.longhaul.workflows.engine;

import java.util.List;

/**
 * A run of a series.
 *
 * @param name the user's name for all of it
 * @param steps in their order; a step may be there twice, once to copy and once to compare
 */
public record SeriesInput(String name, List<SeriesStep> steps) {

    public SeriesInput {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a series has one step or more");
        }
    }
}
