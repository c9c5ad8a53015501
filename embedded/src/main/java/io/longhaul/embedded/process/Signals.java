package io.longhaul.embedded.process;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends processes: politely first, then by force, within a time. */
final class Signals {
    private static final Duration AFTER_FORCE = Duration.ofSeconds(5);

    private Signals() {}

    /** Whether the process is gone. */
    static boolean end(ProcessHandle process, StopSignal signal, Duration patience) {
        if (!process.isAlive()) {
            return true;
        }
        CompletableFuture<ProcessHandle> exit = process.onExit();
        if (!signal.send(process)) {
            process.destroy();
        }
        if (await(exit, patience)) {
            return true;
        }
        process.destroyForcibly();
        return await(exit, AFTER_FORCE);
    }

    private static boolean await(CompletableFuture<ProcessHandle> exit, Duration patience) {
        try {
            exit.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException stillThere) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Sends a signal that Java has no method for. */
    static boolean kill(ProcessHandle process, String signal) {
        try {
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return kill.waitFor(2, TimeUnit.SECONDS) && kill.exitValue() == 0;
        } catch (IOException noShell) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
