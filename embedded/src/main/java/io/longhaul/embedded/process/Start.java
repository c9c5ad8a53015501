package io.longhaul.embedded.process;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a server and waits until it answers. A server that ends before that is tried again a few times: its port may
 * have been taken between the look and the start, or what a killed server left in memory may still be going away.
 */
public final class Start {
    private static final Logger log = LoggerFactory.getLogger(Start.class);
    private static final int ATTEMPTS = 3;
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(400);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(25);
    private static final Duration GIVE_UP_PATIENCE = Duration.ofSeconds(3);

    private final String name;
    private final Duration readyWithin;

    private Start(String name, Duration readyWithin) {
        this.name = name;
        this.readyWithin = readyWithin;
    }

    public static Start of(String name, Duration readyWithin) {
        return new Start(name, readyWithin);
    }

    /** A process that was started, and what succeeds as soon as it is ready, or gives up by {@link ServiceFailed}. */
    public record Candidate<T>(ServerProcess process, Callable<T> whenReady) {}

    /** Starts a process, on a port that is free at that moment. */
    @FunctionalInterface
    public interface Attempt<T> {
        Candidate<T> begin() throws IOException;
    }

    public <T> T attempt(Attempt<T> attempt) throws IOException {
        ServiceFailed failure = null;
        for (int i = 0; i < ATTEMPTS; i++) {
            if (failure != null) {
                log.warn("{} Trying again.", failure.getMessage());
                pause(BETWEEN_ATTEMPTS);
            }
            Candidate<T> candidate = attempt.begin();
            boolean ready = false;
            try {
                T server = await(candidate);
                ready = true;
                return server;
            } catch (Ended ended) {
                failure = new ServiceFailed(
                        name + " ended while it started: "
                                + candidate.process().lastWords() + " (log: "
                                + candidate.process().logFile() + ").",
                        ended);
            } finally {
                if (!ready) {
                    candidate.process().stop(StopSignal.TERMINATE, GIVE_UP_PATIENCE);
                }
            }
        }
        throw failure == null ? new ServiceFailed(name + " was not started.") : failure;
    }

    private <T> T await(Candidate<T> candidate) throws Ended {
        long deadline = System.nanoTime() + readyWithin.toNanos();
        while (true) {
            if (!candidate.process().isAlive()) {
                throw new Ended();
            }
            try {
                return candidate.whenReady().call();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new ServiceFailed(name + " was interrupted while it started.", interrupted);
            } catch (ServiceFailed hopeless) {
                throw hopeless;
            } catch (Exception notYet) {
                if (System.nanoTime() > deadline) {
                    throw new ServiceFailed(
                            name + " does not answer after " + readyWithin.toSeconds() + " s: " + notYet.getMessage()
                                    + " (log: " + candidate.process().logFile() + ").",
                            notYet);
                }
            }
            pause(BETWEEN_LOOKS);
        }
    }

    private void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ServiceFailed(name + " was interrupted while it started.", interrupted);
        }
    }

    private static final class Ended extends Exception {}
}
