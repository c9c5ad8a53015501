package io.longhaul.embedded.process;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A server running as a process of its own, its output in a log file, its pid in a file that is written before the
 * server exists, so a kill at any moment leaves a trace to find it by.
 *
 * <p>It runs in its own session where the system can do that: Ctrl-C in a terminal goes to everything in the session,
 * and would stop the databases before the work that needs them.
 */
public final class ServerProcess {
    /** Enough to find programs and put temporary files; nothing secret is handed on. */
    private static final Set<String> KEPT_ENVIRONMENT = Set.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "TMPDIR",
            "TZ",
            "SYSTEMROOT",
            "TEMP",
            "TMP",
            "USERPROFILE",
            "LOCALAPPDATA");

    private static final Path NOTHING = Path.of(Programs.windows() ? "NUL" : "/dev/null");
    private static final long LARGEST_LOG = 8L << 20;
    private static final int LAST_WORDS = 4096;

    private final Process process;
    private final Path pidFile;
    private final Path logFile;
    private final long logStart;

    private ServerProcess(Process process, Path pidFile, Path logFile, long logStart) {
        this.process = process;
        this.pidFile = pidFile;
        this.logFile = logFile;
        this.logStart = logStart;
    }

    public static ServerProcess start(List<String> command, Path pidFile, Path logFile) throws IOException {
        return start(command, pidFile, logFile, NOTHING);
    }

    /** The same, with a file to read as its standard input. */
    public static ServerProcess start(List<String> command, Path pidFile, Path logFile, Path input) throws IOException {
        PrivateFiles.directory(PrivateFiles.parent(logFile));
        long logStart = rotated(logFile);
        ProcessBuilder builder = new ProcessBuilder(wrapped(command, pidFile))
                .directory(PrivateFiles.parent(pidFile).toFile())
                .redirectInput(ProcessBuilder.Redirect.from(input.toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()));
        builder.environment().keySet().removeIf(name -> !KEPT_ENVIRONMENT.contains(name.toUpperCase(Locale.ROOT)));
        // Messages in one language, and no surprise from a locale that the server does not know.
        builder.environment().put("LC_ALL", "C");
        // Chroma would tell its makers how it is used.
        builder.environment().put("ANONYMIZED_TELEMETRY", "False");
        Process process = builder.start();
        if (Programs.windows()) {
            PrivateFiles.write(pidFile, Long.toString(process.pid()));
        }
        return new ServerProcess(process, pidFile, logFile, logStart);
    }

    private static List<String> wrapped(List<String> command, Path pidFile) {
        if (Programs.windows()) {
            return command;
        }
        List<String> words = new ArrayList<>(
                List.of("/bin/sh", "-c", "echo $$ >\"$1\" && shift && exec \"$@\"", "sh", pidFile.toString()));
        Programs.find("setsid").ifPresent(setsid -> words.add(setsid.toString()));
        words.addAll(command);
        return words;
    }

    private static long rotated(Path logFile) throws IOException {
        long size = Files.exists(logFile) ? Files.size(logFile) : 0;
        if (size < LARGEST_LOG) {
            return size;
        }
        Files.move(logFile, logFile.resolveSibling(logFile.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        return 0;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The exit code of a program that ends by itself; it is ended after the patience, and then the code is not 0. */
    public int waitFor(Duration patience) throws IOException {
        try {
            if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            process.destroyForcibly();
            return -1;
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a program ran");
        }
    }

    public long pid() {
        return process.pid();
    }

    /** Stops it, by force when it takes longer than the patience, and forgets its pid. */
    public void stop(StopSignal signal, Duration patience) {
        if (Signals.end(process.toHandle(), signal, patience)) {
            try {
                Files.deleteIfExists(pidFile);
            } catch (IOException stays) {
                // It names a process that is gone: the next start sees that and removes it.
            }
        }
    }

    /** The last lines it logged in this run that speak of an error, or its very last one. */
    public String lastWords() {
        try (var file = Files.newByteChannel(logFile)) {
            file.position(Math.max(logStart, file.size() - LAST_WORDS));
            byte[] tail = new byte[LAST_WORDS];
            int length = Math.max(0, file.read(ByteBuffer.wrap(tail)));
            List<String> lines = new String(tail, 0, length, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            return lines.stream()
                    .filter(ServerProcess::isError)
                    .findFirst()
                    .or(() -> lines.isEmpty() ? Optional.empty() : Optional.of(lines.get(lines.size() - 1)))
                    .orElse("it logged nothing")
                    .strip();
        } catch (IOException unreadable) {
            return "its log cannot be read";
        }
    }

    private static boolean isError(String line) {
        String lower = line.toLowerCase(Locale.ROOT);
        return lower.contains("error") || lower.contains("fatal") || lower.contains("could not");
    }

    public Path logFile() {
        return logFile;
    }
}
