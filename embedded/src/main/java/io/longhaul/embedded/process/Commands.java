package io.longhaul.embedded.process;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs that end by themselves, as compilers and installers do. */
public final class Commands {
    private Commands() {}

    /**
     * Runs a program with the environment of this process; its output is added to a log.
     *
     * @throws IOException with the first words of the command and the log, if it fails or takes longer
     */
    public static void run(Path directory, List<String> command, Path logFile, Duration within) throws IOException {
        PrivateFiles.directory(PrivateFiles.parent(logFile));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()))
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(within.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(
                        String.join(" ", command.subList(0, Math.min(3, command.size()))) + " failed, see " + logFile);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + command.get(0) + " ran");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
