package io.longhaul.worker.settings;

import io.longhaul.workflows.embed.OverlongPolicy;
import java.math.BigDecimal;

/**
 * Which embeddings, and what they cost.
 *
 * @param maxTokens the most tokens of a text that the model takes
 * @param pricePerMillion US dollars for a million tokens
 */
public record ModelSettings(
        String name, int dimensions, int maxTokens, BigDecimal pricePerMillion, OverlongPolicy overlong) {

    /** The name with the dimensions: vectors of one are no use to the other. */
    public String identity() {
        return name + "/" + dimensions;
    }
}
