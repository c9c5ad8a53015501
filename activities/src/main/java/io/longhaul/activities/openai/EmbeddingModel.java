package io.longhaul.activities.openai;

/**
 * Which embeddings are wanted.
 *
 * @param dimensions of each vector
 * @param sendDimensions whether the request says how many dimensions it wants; models that give one size only refuse
 *     such a request
 */
public record EmbeddingModel(String name, int dimensions, boolean sendDimensions) {

    /** Decides by the model's name whether it takes the number of dimensions. */
    public static EmbeddingModel of(String name, int dimensions) {
        return new EmbeddingModel(name, dimensions, takesDimensions(name));
    }

    /** OpenAI's third generation does; gateways write the vendor's name before the model's. */
    private static boolean takesDimensions(String name) {
        return name.substring(name.lastIndexOf('/') + 1).startsWith("text-embedding-3-");
    }
}
