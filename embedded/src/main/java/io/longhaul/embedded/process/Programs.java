package io.longhaul.embedded.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What this machine has to run things with. */
public final class Programs {
    private Programs() {}

    public static boolean windows() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
    }

    public static boolean linux() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
    }

    public static boolean mac() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");
    }

    /** Whether this process is root, which some servers refuse to be. */
    public static boolean root() {
        return !windows() && "root".equals(System.getProperty("user.name"));
    }

    /** The program of this name on the PATH. */
    public static Optional<Path> find(String name) {
        return find(name, System.getenv("PATH"));
    }

    /** The program of this name in one of the folders, which are separated as in PATH. */
    public static Optional<Path> find(String name, @Nullable String folders) {
        if (folders == null) {
            return Optional.empty();
        }
        for (String folder : folders.split(File.pathSeparator, -1)) {
            try {
                Path candidate = Path.of(folder.isEmpty() ? "." : folder, windows() ? name + ".exe" : name);
                if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                    return Optional.of(candidate.toAbsolutePath());
                }
            } catch (InvalidPathException nonsense) {
                // A PATH may hold anything.
            }
        }
        return Optional.empty();
    }

    /** Whether the command ends with 0 within the seconds; its output goes nowhere. */
    public static boolean succeeds(int seconds, List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                return process.waitFor(seconds, TimeUnit.SECONDS) && process.exitValue() == 0;
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
