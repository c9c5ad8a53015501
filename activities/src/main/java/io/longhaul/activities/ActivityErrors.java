package io.longhaul.activities;

import io.longhaul.workflows.engine.FailureKind;
import io.temporal.activity.Activity;
import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what an activity throws into a failure that Temporal keeps: the kind as its type, one line, no cause. Causes
 * may quote a record or an address with its password, and histories are kept; the log has their class and place.
 */
public final class ActivityErrors {

    private static final Logger LOG = LoggerFactory.getLogger(ActivityErrors.class);

    /** An error nobody foresaw is tried so often, in case it passes, and then is the batch's failure. */
    private static final int UNKNOWN_ATTEMPTS = 5;

    private ActivityErrors() {}

    public static <T> T translated(Supplier<T> work) {
        try {
            return work.get();
        } catch (MigrationException e) {
            throw failure(e);
        } catch (ActivityCompletionException | TemporalFailure e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warn("unforeseen {} in {}", e.getClass().getName(), place(e));
            throw failure(new MigrationException(
                    FailureKind.UNKNOWN, "unforeseen " + e.getClass().getName() + " in " + place(e)));
        }
    }

    public static void translated(Runnable work) {
        translated(() -> {
            work.run();
            return Boolean.TRUE;
        });
    }

    private static ApplicationFailure failure(MigrationException e) {
        boolean again = e.kind().retryable()
                && !(e.kind() == FailureKind.UNKNOWN
                        && Activity.getExecutionContext().getInfo().getAttempt() >= UNKNOWN_ATTEMPTS);
        LOG.info("{}: {}{}", e.kind(), e.getMessage(), again ? "; tried again" : "");
        ApplicationFailure.Builder failure = ApplicationFailure.newBuilder()
                .setMessage(String.valueOf(e.getMessage()))
                .setType(e.kind().name())
                .setNonRetryable(!again);
        if (e.retryAfter() != null) {
            failure.setNextRetryDelay(e.retryAfter());
        }
        return failure.build();
    }

    private static String place(Throwable e) {
        return e.getStackTrace().length == 0 ? "an unknown place" : e.getStackTrace()[0].toString();
    }
}
