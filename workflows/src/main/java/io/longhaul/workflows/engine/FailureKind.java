package io.longhaul.workflows.engine;

/** Why an activity failed. The name is the {@code type} of the failure in the workflow's history. */
public enum FailureKind {
    UNAVAILABLE(true, false),
    THROTTLED(true, false),
    TIMEOUT(true, false),
    /** Not foreseen. Retried, but only a bounded number of times. */
    UNKNOWN(true, false),
    /** The staged records of a batch are gone, as after a crash of Postgres; the batch fetches again. */
    STAGE_LOST(false, false),
    /** Another attempt has claimed the batch since; what this one did is not recorded. */
    FENCED(false, false),
    REJECTED_RECORD(false, false),
    VERIFICATION_FAILED(false, false),
    INVALID_SPEC(false, true),
    UNAUTHORIZED(false, true),
    SCHEMA_MISMATCH(false, true);

    private final boolean retryable;
    private final boolean common;

    FailureKind(boolean retryable, boolean common) {
        this.retryable = retryable;
        this.common = common;
    }

    /** Whether the same attempt may succeed later with nothing changed. */
    public boolean retryable() {
        return retryable;
    }

    /** Whether every other batch would fail in the same way, so that going on would only burn money. */
    public boolean failsEveryBatch() {
        return common;
    }

    /** The kind with this name, {@link #UNKNOWN} for any other text. */
    public static FailureKind ofType(String type) {
        for (FailureKind kind : values()) {
            if (kind.name().equals(type)) {
                return kind;
            }
        }
        return UNKNOWN;
    }
}
