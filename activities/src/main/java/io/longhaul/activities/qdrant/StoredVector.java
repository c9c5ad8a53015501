package io.longhaul.activities.qdrant;

/** A point's vector as it was read. In a collection with cosine distance Qdrant keeps it with length 1. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record StoredVector(PointId id, float[] vector) {}
