package io.longhaul.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.CanceledFailure;
import io.temporal.testing.TestActivityEnvironment;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {

    @ActivityInterface
    public interface Waiting {
        void waitForEver();

        boolean waitWithoutNoticing();
    }

    private static final class WaitingImpl implements Waiting {

        private volatile boolean interruptedAfterwards;

        @Override
        public void waitForEver() {
            try {
                Heartbeats.during(() -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new IllegalStateException("interrupted", e);
                    }
                    return true;
                });
            } finally {
                interruptedAfterwards = Thread.currentThread().isInterrupted();
            }
        }

        @Override
        public boolean waitWithoutNoticing() {
            long until = System.nanoTime() + Duration.ofSeconds(4).toNanos();
            boolean done = Heartbeats.during(() -> {
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                return true;
            });
            interruptedAfterwards = Thread.currentThread().isInterrupted();
            return done;
        }
    }

    private final WaitingImpl impl = new WaitingImpl();
    private final TestActivityEnvironment env = TestActivityEnvironment.newInstance();

    @AfterEach
    void close() {
        env.close();
    }

    private Waiting stub() {
        env.registerActivitiesImplementations(impl);
        env.requestCancelActivity();
        return env.newActivityStub(
                Waiting.class,
                ActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Duration.ofMinutes(1))
                        .setHeartbeatTimeout(Duration.ofSeconds(10))
                        .setRetryOptions(
                                RetryOptions.newBuilder().setMaximumAttempts(1).build())
                        .build());
    }

    @Test
    void aCancelInterruptsTheWorkAndNothingThatTheThreadDoesNext() {
        assertThatThrownBy(stub()::waitForEver).isInstanceOf(CanceledFailure.class);
        assertThat(impl.interruptedAfterwards).isFalse();
    }

    @Test
    void workThatEndsAllTheSameHasItsResultAndLeavesNoInterrupt() {
        assertThat(stub().waitWithoutNoticing()).isTrue();
        assertThat(impl.interruptedAfterwards).isFalse();
    }
}
