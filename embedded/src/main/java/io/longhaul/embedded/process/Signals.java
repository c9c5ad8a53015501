package io.longhaul.embedded.process;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Ends processes: politely first, then by force, within a time. */
final class Signals {
    private static final Duration AFTER_FORCE = Duration.ofSeconds(5);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private Signals() {}

    /** Whether the process is gone. */
    static boolean end(ProcessHandle process, StopSignal signal, Duration patience) {
        if (isGone(process)) {
            return true;
        }
        if (!signal.send(process)) {
            process.destroy();
        }
        if (awaitEnd(process, patience)) {
            return true;
        }
        process.destroyForcibly();
        return awaitEnd(process, AFTER_FORCE);
    }

    /** Whether the process is gone within the time. An interrupted thread does not wait any longer. */
    static boolean awaitEnd(ProcessHandle process, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!isGone(process)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                Thread.sleep(BETWEEN_LOOKS.toMillis());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return isGone(process);
            }
        }
        return true;
    }

    /** Dead, or dead but for a parent that has not asked yet, which in a container may never happen. */
    private static boolean isGone(ProcessHandle process) {
        return !process.isAlive() || CommandLine.isDeadButListed(process);
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
