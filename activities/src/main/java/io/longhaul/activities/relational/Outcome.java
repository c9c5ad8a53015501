package io.longhaul.activities.relational;

/** What becomes of a row that does not fit. */
public enum Outcome {
    /** No rule says: the run stops before it copies. */
    STOP,
    /** The value becomes NULL, and the row goes on. */
    NULLIFY,
    /** It goes to the quarantine schema with its reason. */
    QUARANTINE,
    /** It is left out and counted. */
    DROP
}
