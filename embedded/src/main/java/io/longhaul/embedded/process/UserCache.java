package io.longhaul.embedded.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Unpacked programs, kept once for all projects of a user under {@code ${XDG_CACHE_HOME:-~/.cache}/longhaul}. An entry
 * appears complete or not at all, however many processes fill it at once and wherever they are killed.
 */
public final class UserCache {
    private static final Map<Path, Object> MONITORS = new ConcurrentHashMap<>();

    private final Path root;

    private UserCache(Path root) {
        this.root = root;
    }

    /** Fills a directory that is still empty. */
    @FunctionalInterface
    public interface Filler {
        void fill(Path directory) throws IOException;
    }

    /** The user's cache, or the substitute where the home directory cannot be written. */
    public static UserCache orAt(Path substitute) {
        Path user = userRoot();
        try {
            Files.createDirectories(user);
            if (Files.isWritable(user)) {
                return new UserCache(user);
            }
        } catch (IOException readOnlyHome) {
            // Then the substitute, in a place that the stack could not do without anyway.
        }
        return new UserCache(substitute);
    }

    public static UserCache at(Path root) {
        return new UserCache(root);
    }

    private static Path userRoot() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg != null && xdg.startsWith("/")
                ? Path.of(xdg)
                : Path.of(System.getProperty("user.home", "."), ".cache");
        return base.resolve("longhaul");
    }

    /** Where the entry is, or would be. */
    public Path path(String name) {
        return root.resolve(name);
    }

    /** The entry of this name, filled if it is not there yet. */
    public Path entry(String name, Filler filler) throws IOException {
        Path entry = path(name);
        if (Files.isDirectory(entry)) {
            return entry;
        }
        Files.createDirectories(root);
        // A monitor for the threads of this JVM, which a file lock does not keep apart, and a lock for other processes.
        synchronized (MONITORS.computeIfAbsent(entry.toAbsolutePath(), path -> new Object())) {
            try (FileChannel channel = FileChannel.open(
                            root.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (lock.isValid() && !Files.isDirectory(entry)) {
                    fill(name, entry, filler);
                }
            }
        }
        return entry;
    }

    private void fill(String name, Path entry, Filler filler) throws IOException {
        removeUnfinished(name);
        Path unfinished = Files.createTempDirectory(root, name + ".unfinished-");
        try {
            filler.fill(unfinished);
            Files.move(unfinished, entry, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            PrivateFiles.delete(unfinished);
        }
    }

    /** What a kill left half filled; nobody else fills this entry while we hold its lock. */
    private void removeUnfinished(String name) throws IOException {
        List<Path> unfinished = new ArrayList<>();
        try (Stream<Path> files = Files.list(root)) {
            files.filter(file -> file.getFileName().toString().startsWith(name + ".unfinished-"))
                    .forEach(unfinished::add);
        }
        for (Path directory : unfinished) {
            PrivateFiles.delete(directory);
        }
    }
}
