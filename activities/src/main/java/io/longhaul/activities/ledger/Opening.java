package io.longhaul.activities.ledger;

/** What somebody who opens a job wants where the name's last one is completed, or unfinished. */
public enum Opening {
    /** Goes on with an unfinished job; after a completed one all records are compared anew, in a new job. */
    RUN,
    /** Goes on with an unfinished job; one that has copied all is left as it is, until its target is reset. */
    ONCE,
    /** Begins a new job even if the last one is not finished or moves something else. */
    FRESH,
    /** Goes on with an unfinished job; a completed one goes on with another round. */
    KEEP_IN_STEP
}
