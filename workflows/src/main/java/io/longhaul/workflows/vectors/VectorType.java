package io.longhaul.workflows.vectors;

/** Types of pgvector. */
public enum VectorType {
    /** Four bytes for a number, as they were read. */
    VECTOR("vector", 2_000),
    /** Two bytes for a number: half the room, three decimal digits. */
    HALFVEC("halfvec", 4_000);

    /** As many numbers as a vector may have. */
    public static final int MOST_DIMENSIONS = 16_000;

    private final String sql;
    private final int mostIndexed;

    VectorType(String sql, int mostIndexed) {
        this.sql = sql;
        this.mostIndexed = mostIndexed;
    }

    public String sql() {
        return sql;
    }

    /** As many dimensions as an index takes. */
    public int mostIndexed() {
        return mostIndexed;
    }
}
