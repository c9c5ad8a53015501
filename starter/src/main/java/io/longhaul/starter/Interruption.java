package io.longhaul.starter;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, or SIGTERM, as a wish that a command looks at when it is safe to stop. It comes by the JVM's shutdown hook, as
 * the JDK has no other interface for signals that is open to everybody; the hook waits until the command has stopped in
 * order, and a second Ctrl-C is the same as the first. Thread-safe.
 */
public final class Interruption {

    /** Activities are given 10 s, the embedded stack half a minute; then the next start cleans up. */
    private static final long ORDERLY_STOP_SECONDS = 45;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Makes signals to this process arrive here. */
    void listen() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::onShutdown, "interruption"));
    }

    private void onShutdown() {
        if (stopped.getCount() == 0) {
            return;
        }
        ask();
        try {
            if (!stopped.await(ORDERLY_STOP_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
    }

    /** Asks the command to stop. */
    public void ask() {
        asked.countDown();
    }

    /** The command has ended, and with it the reason to wait. */
    void commandEnded() {
        stopped.countDown();
    }

    public boolean asked() {
        return asked.getCount() == 0;
    }

    /**
     * Waits, or less if somebody interrupts.
     *
     * @return whether somebody did
     */
    public boolean await(long millis) {
        try {
            return asked.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
