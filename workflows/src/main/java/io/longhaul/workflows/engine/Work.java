package io.longhaul.workflows.engine;

/** What a run of a migration is for. */
public enum Work {
    /** Copies what is not copied yet, then verifies. */
    COPY,
    /** Takes up the failed records and batches of a job, then verifies. */
    RETRY_FAILED,
    /** Verifies only. */
    VERIFY
}
