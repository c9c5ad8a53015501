package io.longhaul.activities;

import io.longhaul.workflows.engine.FailureKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What every outside system's own errors are mapped to. The message says what, where and the way out, in one line, and
 * never a record's content or a secret; the cause is for whoever debugs, and logged
 * nowhere.
 */
public final class MigrationException extends RuntimeException {

    private final FailureKind kind;
    private final @Nullable Duration retryAfter;

    public MigrationException(FailureKind kind, String message) {
        this(kind, message, null, null);
    }

    public MigrationException(FailureKind kind, String message, @Nullable Throwable cause) {
        this(kind, message, cause, null);
    }

    /** @param retryAfter how long the server asked to wait; null where it did not */
    public MigrationException(
            FailureKind kind, String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
        super(message, cause);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    public FailureKind kind() {
        return kind;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
