package io.longhaul.activities.relational;

/** What becomes of a row that does not fit. */
public enum Outcome {
    /** No rule says: the run stops before it copies. */
    STOP,
    /** The value becomes NULL, and the row goes on. */
    NULLIFY,
    /** It goes to the quarantine schema with its reason, as a rule says. */
    QUARANTINE,
    /** The same for want of a rule, as the run accepts to be partial. */
    ACCEPT_PARTIAL,
    /** It is left out and counted. */
    DROP;

    /** No rule says what becomes of it. */
    public boolean open() {
        return this == STOP || this == ACCEPT_PARTIAL;
    }
}
