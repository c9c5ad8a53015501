package io.longhaul.activities.collection;

/** By what the distance of two vectors is measured. */
public enum Metric {
    COSINE,
    /** Euclid's. */
    L2,
    INNER_PRODUCT
}
