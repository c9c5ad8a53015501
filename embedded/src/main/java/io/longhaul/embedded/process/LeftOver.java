package io.longhaul.embedded.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that a killed run left running. It is believed to be ours only if our pid file names it <em>and</em> its
 * command line is our program on our data: pids are used again, and another program must never be hurt.
 */
public final class LeftOver {
    private static final Logger log = LoggerFactory.getLogger(LeftOver.class);

    /** What was committed is safe without an orderly stop, so nobody has to wait long for one. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private LeftOver() {}

    /** Ends the server that the pid file names if it is ours, and removes the file in any case. */
    public static void end(Path pidFile, String program, Path data, StopSignal signal) throws IOException {
        pid(pidFile).flatMap(ProcessHandle::of).ifPresent(LeftOver::awaitIfDying);
        Optional<ProcessHandle> found = find(pidFile, program, data);
        if (found.isPresent()) {
            ProcessHandle process = found.get();
            log.info("ending {} (pid {}) on {}, left by a run that was killed", program, process.pid(), data);
            if (!Signals.end(process, signal, PATIENCE)) {
                throw new EmbeddedException("A " + program + " of an earlier run (pid " + process.pid()
                        + ") still runs on " + data + " and does not end: end it by hand.");
            }
        }
        Files.deleteIfExists(pidFile);
    }

    /**
     * A process that was killed a moment ago has lost its command line but not yet its ports and locks. It cannot be
     * told whose it was, but there is nothing left to do but wait.
     */
    private static void awaitIfDying(ProcessHandle process) {
        if (CommandLine.of(process).isEmpty()) {
            Signals.awaitEnd(process, PATIENCE);
        }
    }

    /** The process that the pid file names, if it is this program on this data. */
    public static Optional<ProcessHandle> find(Path pidFile, String program, Path data) {
        return pid(pidFile)
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive)
                .filter(process -> CommandLine.is(process, program, data));
    }

    private static Optional<Long> pid(Path pidFile) {
        try {
            return Files.readString(pidFile).lines().findFirst().map(line -> Long.parseLong(line.strip()));
        } catch (IOException | NumberFormatException unknown) {
            return Optional.empty();
        }
    }
}
