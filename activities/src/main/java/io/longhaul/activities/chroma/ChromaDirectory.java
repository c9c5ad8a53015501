package io.longhaul.activities.chroma;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A persistent directory of Chroma, served on this machine by Chroma's own program until it is closed. Chroma writes to a
 * directory that it opens, and a newer one changes its tables for good; so it gets a copy, and the directory stays as it
 * is. Nobody should write to it while it is copied.
 */
public final class ChromaDirectory implements AutoCloseable {

    /** Every persistent directory has it. */
    private static final String DATABASE = "chroma.sqlite3";

    private static final String PROGRAM = "chroma";
    private static final int STARTS = 3;
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(10);
    private static final long LOOK_MILLIS = 200;

    private final Process process;
    private final Path copy;
    private final ChromaSettings settings;

    private ChromaDirectory(Process process, Path copy, ChromaSettings settings) {
        this.process = process;
        this.copy = copy;
        this.settings = settings;
    }

    /**
     * Copies the directory and serves the copy; returns when it answers.
     *
     * @param program the setting CHROMA_PROGRAM; null to look for {@code chroma} on the PATH
     * @param path of the environment: where {@code chroma} is looked for
     * @param scratch where the copy is put, and deleted from again
     * @throws MigrationException of kind INVALID_SPEC, with the way out, where the directory or the program is none
     */
    public static ChromaDirectory serve(Path directory, @Nullable String program, @Nullable String path, Path scratch) {
        if (!Files.isRegularFile(directory.resolve(DATABASE))) {
            throw new MigrationException(
                    FailureKind.INVALID_SPEC,
                    "directory " + directory + " holds no " + DATABASE
                            + ", so it is none of Chroma's: name the directory"
                            + " that was given to PersistentClient");
        }
        Path chroma = program(program, path);
        Path copy = null;
        try {
            KilledCopies.clear(Files.createDirectories(scratch));
            copy = Files.createTempDirectory(scratch, KilledCopies.PREFIX);
            KilledCopies.own(copy);
            copy(directory, copy.resolve("data"));
            return start(chroma, copy, directory);
        } catch (IOException | RuntimeException e) {
            if (copy != null) {
                KilledCopies.delete(copy);
            }
            throw e instanceof MigrationException known
                    ? known
                    : new MigrationException(
                            FailureKind.UNAVAILABLE,
                            "directory " + directory + " can't be copied to " + scratch + " and served from there: is"
                                    + " there disk space, and may it be read?",
                            e);
        }
    }

    static Path program(@Nullable String named, @Nullable String path) {
        if (named != null) {
            if (Files.isExecutable(Path.of(named))) {
                return Path.of(named);
            }
            throw new MigrationException(
                    FailureKind.INVALID_SPEC,
                    "CHROMA_PROGRAM is " + named + ", which is no program: give the path of chroma's own, as"
                            + " \"pip install chromadb\" installs it");
        }
        Optional<Path> found = Stream.of((path == null ? "" : path).split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, PROGRAM))
                .filter(Files::isExecutable)
                .findFirst();
        return found.orElseThrow(() -> new MigrationException(
                FailureKind.INVALID_SPEC,
                "a persistent directory of Chroma is served by its program \"chroma\", which is not on the PATH: install"
                        + " it by \"pip install chromadb\", name it in CHROMA_PROGRAM, or run a server on the directory"
                        + " yourself and set CHROMA_URL"));
    }

    private static void copy(Path from, Path to) throws IOException {
        Path root = from.toRealPath();
        try (Stream<Path> files = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(root.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static ChromaDirectory start(Path program, Path copy, Path directory) throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            ChromaSettings settings = ChromaSettings.parse("http://127.0.0.1:" + port);
            Path log = copy.resolve("server.log");
            ProcessBuilder builder = new ProcessBuilder(
                            program.toString(),
                            "run",
                            "--path",
                            copy.resolve("data").toString(),
                            "--host",
                            "127.0.0.1",
                            "--port",
                            Integer.toString(port))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().put("ANONYMIZED_TELEMETRY", "False");
            Process process = builder.start();
            KilledCopies.servedBy(copy, process.toHandle());
            ChromaDirectory served = new ChromaDirectory(process, copy, settings);
            try {
                served.awaitReady();
                return served;
            } catch (MigrationException e) {
                served.stop();
                if (attempt == STARTS) {
                    throw new MigrationException(
                            FailureKind.UNAVAILABLE,
                            program + " does not serve a copy of directory " + directory
                                    + ": try \"chroma run --path\" on a copy yourself, and set CHROMA_URL",
                            e);
                }
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady() {
        ChromaServer server = new ChromaServer(settings);
        long end = System.nanoTime() + READY_WITHIN.toNanos();
        while (true) {
            try {
                server.heartbeat();
                return;
            } catch (MigrationException notYet) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw notYet;
                }
            }
            try {
                if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw new MigrationException(FailureKind.UNAVAILABLE, "chroma ended at once");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ChromaErrors.interrupted(e, "start chroma");
            }
        }
    }

    /** Where the copy is served. */
    public ChromaSettings settings() {
        return settings;
    }

    private void stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOPPED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the server and deletes the copy. */
    @Override
    public void close() {
        stop();
        KilledCopies.delete(copy);
    }
}
