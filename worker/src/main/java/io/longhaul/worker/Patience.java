package io.longhaul.worker;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries again what a service that is away made fail, for so long in all. */
final class Patience {

    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);

    private static final Set<FailureKind> AWAY = Set.of(FailureKind.UNAVAILABLE, FailureKind.TIMEOUT);

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final long deadline;

    Patience(Duration inAll) {
        this.deadline = System.nanoTime() + inAll.toNanos();
    }

    /** @throws MigrationException at once where waiting does not help, otherwise the last one */
    <T> T with(Supplier<T> step) throws InterruptedException {
        while (true) {
            try {
                return step.get();
            } catch (MigrationException e) {
                if (!AWAY.contains(e.kind()) || System.nanoTime() > deadline) {
                    throw e;
                }
                LOG.warn("{}; tried again for a while", e.getMessage());
                Thread.sleep(BETWEEN_TRIES.toMillis());
            }
        }
    }
}
