package io.longhaul.activities.qdrant;

/**
 * What a collection takes, and about how much it holds.
 *
 * @param distance in Qdrant's words: Cosine, Dot, Euclid or Manhattan
 * @param points an estimate by the server; {@link QdrantSink#count} counts
 */
public record CollectionShape(int dimensions, String distance, long points) {}
