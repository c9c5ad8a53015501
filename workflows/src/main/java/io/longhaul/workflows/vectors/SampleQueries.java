package io.longhaul.workflows.vectors;

import java.util.List;

/**
 * Texts to search source and target for, when they are compared.
 *
 * @param model that embeds them, which must be the one that made the vectors
 */
public record SampleQueries(String model, List<String> texts) {

    private static final int MOST = 100;

    public SampleQueries {
        Names.require(model, "the model of the sample queries");
        texts = List.copyOf(texts);
        if (texts.isEmpty() || texts.size() > MOST) {
            throw new IllegalArgumentException(texts.size() + " sample queries are given: give 1 to " + MOST);
        }
    }
}
