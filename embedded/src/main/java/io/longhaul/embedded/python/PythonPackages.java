package io.longhaul.embedded.python;

import io.longhaul.embedded.process.Commands;
import io.longhaul.embedded.process.Programs;
import io.longhaul.embedded.process.ServiceFailed;
import io.longhaul.embedded.process.UserCache;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Packages of pinned versions in a virtual environment of the user's cache. It is made by whoever needs it first, and
 * appears complete or not at all; other versions make another environment.
 */
public final class PythonPackages {
    private static final String SCRIPT = "#!";
    private static final int DIGITS = 12;
    private static final int LOOK_SECONDS = 20;
    private static final Duration WITHIN = Duration.ofMinutes(20);

    private final String group;
    private final String requirements;
    private final String otherwise;
    private final UserCache cache;

    /**
     * @param group what they are for, in a word
     * @param requirements as pip reads them from a file
     * @param otherwise what to do where they can't be had, for the end of a sentence
     */
    public PythonPackages(String group, String requirements, String otherwise, UserCache cache) {
        this.group = group;
        this.requirements = requirements;
        this.otherwise = otherwise;
        this.cache = cache;
    }

    /** Whether there is a Python to make environments with. */
    public static boolean possible() {
        String look = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))";
        return Programs.succeeds(LOOK_SECONDS, List.of(python(), "-c", look));
    }

    private static String python() {
        String named = System.getenv("PYTHON");
        return named != null && !named.isBlank() ? named : Programs.windows() ? "python" : "python3";
    }

    /** The environment, where somebody has made it. */
    public Optional<Path> found() {
        return Optional.of(cache.path(entry())).filter(Files::isDirectory);
    }

    /**
     * The environment, which is made now if it is not there yet.
     *
     * @param logFile for what pip says
     * @param notices gets a line if that takes its time
     * @throws ServiceFailed with the way out, where there is no Python or the packages can't be had
     */
    public Path installed(Path logFile, Consumer<String> notices) throws IOException {
        return cache.entry(entry(), directory -> fill(directory, logFile.toAbsolutePath(), notices));
    }

    private String entry() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(requirements.getBytes(StandardCharsets.UTF_8));
            return "python-" + group + "-" + HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void fill(Path directory, Path logFile, Consumer<String> notices) throws IOException {
        if (!possible()) {
            throw new ServiceFailed("Packages for " + group + " need Python, and " + python()
                    + " is no Python 3.11 or newer with its module venv: install it, set PYTHON to one, or "
                    + otherwise + ".");
        }
        notices.accept("Installing Python's packages for " + group + " (once, a minute or so; log: " + logFile + ").");
        Path list = Files.writeString(directory.resolve("requirements.txt"), requirements);
        try {
            Commands.run(directory, List.of(python(), "-m", "venv", directory.toString()), logFile, WITHIN);
            Commands.run(directory, pip(program(directory, "python"), list), logFile, WITHIN);
        } catch (IOException failure) {
            throw new ServiceFailed(
                    "Python's packages for " + group + " could not be installed (log: " + logFile
                            + "): see that pip reaches its index from here, or " + otherwise + ".",
                    failure);
        }
        rename(directory, cache.path(entry()).toAbsolutePath());
    }

    /** Byte code is made when a module is first used; made for all, it takes longer than the download. */
    private static List<String> pip(Path python, Path list) {
        return List.of(
                python.toString(),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--prefer-binary",
                "--no-compile",
                "-r",
                list.toString());
    }

    /** Scripts begin with the place of their Python, which is about to move. Some are followed by bytes that are no text. */
    private static void rename(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(scripts(from))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    continue;
                }
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                if (text.startsWith(SCRIPT)) {
                    Files.writeString(file, text.replace(bytes(from), bytes(to)), StandardCharsets.ISO_8859_1);
                }
            }
        }
    }

    private static String bytes(Path path) {
        return new String(path.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** A program of an environment. */
    public static Path program(Path environment, String name) {
        return scripts(environment).resolve(Programs.windows() ? name + ".exe" : name);
    }

    private static Path scripts(Path environment) {
        return environment.resolve(Programs.windows() ? "Scripts" : "bin");
    }
}
