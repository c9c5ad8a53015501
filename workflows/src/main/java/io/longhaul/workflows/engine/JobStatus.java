package io.longhaul.workflows.engine;

import java.util.Locale;

/** How a job or one of its batches stands; the ledger holds the lower-case name. */
public enum JobStatus {
    PENDING,
    RUNNING,
    PROCESSING,
    PAUSED,
    COMPLETED,
    FAILED,
    CANCELLED;

    /** The word in the ledger and on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static JobStatus ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** Whether the same command, given again, goes on with this job instead of beginning a new one. */
    public boolean unfinished() {
        return this != COMPLETED;
    }
}
