package io.longhaul.activities.postgres;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;

/** Asked a few times a second, from any thread, while work with the target goes on. */
@FunctionalInterface
public interface Watch {

    /** @throws RuntimeException to end the work, which ends with that exception and leaves nothing behind */
    void look();

    /** Ends the work of this thread when it is interrupted, also while it waits for the server. */
    static Watch ofThisThread() {
        Thread worker = Thread.currentThread();
        return () -> {
            if (worker.isInterrupted()) {
                throw new MigrationException(FailureKind.UNAVAILABLE, "work with the target was interrupted");
            }
        };
    }
}
