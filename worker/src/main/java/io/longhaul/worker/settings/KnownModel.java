package io.longhaul.worker.settings;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;

/**
 * What is known of a model, so that nobody has to look it up. Prices are US dollars for a million tokens at OpenAI's
 * standard tier, as its pricing page (https://platform.openai.com/docs/pricing) had them in May 2026;
 * {@code EMBEDDING_PRICE_PER_MILLION} says otherwise.
 */
enum KnownModel {
    SMALL("text-embedding-3-small", 1536, true, 8191, "0.02"),
    LARGE("text-embedding-3-large", 3072, true, 8191, "0.13"),
    ADA("text-embedding-ada-002", 1536, false, 8191, "0.10"),
    /**
     * The embedded one. It reads 256 word pieces of a text, and those are not fewer than the tokens that are counted
     * here, so that what fits by this count is nearly all read.
     */
    MINI_LM("all-MiniLM-L6-v2", 384, false, 256, "0");

    final String model;
    final int dimensions;
    /** Whether fewer dimensions may be asked for. */
    private final boolean shortens;

    final int maxTokens;
    final BigDecimal price;

    KnownModel(String model, int dimensions, boolean shortens, int maxTokens, String price) {
        this.model = model;
        this.dimensions = dimensions;
        this.shortens = shortens;
        this.maxTokens = maxTokens;
        this.price = new BigDecimal(price);
    }

    /** Whether its vectors may have so many dimensions. */
    boolean has(int number) {
        return number == dimensions || (shortens && number < dimensions);
    }

    static Optional<KnownModel> of(String model) {
        return Arrays.stream(values())
                .filter(known -> known.model.equals(model))
                .findFirst();
    }
}
