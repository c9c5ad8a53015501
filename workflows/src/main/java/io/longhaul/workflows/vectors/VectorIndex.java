package io.longhaul.workflows.vectors;

import java.util.regex.Pattern;

/**
 * An index of vectors, and what its making may take.
 *
 * @param memory PostgreSQL's maintenance_work_mem meanwhile, such as {@code 256MB}: an index that fits in it is made many
 *     times faster
 * @param workers its max_parallel_maintenance_workers, beside the one that leads
 */
public record VectorIndex(Kind kind, String memory, int workers) {

    /** Ways to find neighbours without looking at all. */
    public enum Kind {
        /** A graph: finds most, takes longest to make. */
        HNSW,
        /** Lists around centres: quick to make, finds less. */
        IVFFLAT,
        /** Every search looks at every vector. */
        NONE
    }

    private static final Pattern MEMORY = Pattern.compile("[1-9][0-9]{0,8} ?(kB|MB|GB|TB)");

    public static final VectorIndex HNSW = new VectorIndex(Kind.HNSW, "256MB", 2);

    public VectorIndex {
        if (!MEMORY.matcher(memory).matches()) {
            throw new IllegalArgumentException(
                    "the index's memory is " + memory + ": give a number with kB, MB, GB or TB, such as 256MB");
        }
        if (workers < 0 || workers > 1_024) {
            throw new IllegalArgumentException("the index's workers are " + workers + ": give 0 to 1024");
        }
    }
}
