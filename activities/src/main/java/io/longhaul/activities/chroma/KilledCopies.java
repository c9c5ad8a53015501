package io.longhaul.activities.chroma;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Copies of Chroma's directories whose owner was killed: they take as much disk as the originals, and their servers run on. A
 * process is known by its number and by when it began, as numbers are given again.
 */
final class KilledCopies {

    static final String PREFIX = "chroma-";

    private static final String OWNER = "owner";
    private static final String SERVER = "server";
    private static final long ENDED_WITHIN_SECONDS = 10;

    private KilledCopies() {}

    /** This process has the copy, until it deletes it. */
    static void own(Path copy) throws IOException {
        note(copy.resolve(OWNER), ProcessHandle.current());
    }

    static void servedBy(Path copy, ProcessHandle server) throws IOException {
        note(copy.resolve(SERVER), server);
    }

    private static void note(Path file, ProcessHandle process) throws IOException {
        Files.write(file, List.of(Long.toString(process.pid()), began(process)));
    }

    private static String began(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("unknown");
    }

    private static Optional<ProcessHandle> running(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> noted = Files.readAllLines(file);
        return noted.size() < 2
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(noted.get(0)))
                        .filter(process -> began(process).equals(noted.get(1)));
    }

    /** Ends what still serves them, and deletes them. */
    static void clear(Path scratch) throws IOException {
        try (DirectoryStream<Path> copies = Files.newDirectoryStream(scratch, PREFIX + "*")) {
            for (Path copy : copies) {
                // One without is being made, or is somebody else's.
                if (Files.exists(copy.resolve(OWNER))
                        && running(copy.resolve(OWNER)).isEmpty()) {
                    Optional<ProcessHandle> server = running(copy.resolve(SERVER));
                    if (server.isEmpty() || ended(server.get())) {
                        delete(copy);
                    }
                }
            }
        }
    }

    private static boolean ended(ProcessHandle server) {
        server.destroyForcibly();
        try {
            server.onExit().get(ENDED_WITHIN_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    /** As far as that goes: what is left is in a folder for such things. */
    static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            directory.toFile().deleteOnExit();
        }
    }
}
