package io.longhaul.bench.drill;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;

/** A file system in memory that is full soon. Only root may mount one. */
final class SmallDisk implements AutoCloseable {

    private static final int BLOCK = 4 << 10;
    private static final int MEGABYTES = 64;

    private final Path mount;

    private SmallDisk(Path mount) {
        this.mount = mount;
    }

    /** @param mount a directory that is not there yet, beside those of the lab's servers */
    static SmallDisk mounted(Path mount) throws IOException {
        Files.createDirectories(mount);
        run("mount", "-t", "tmpfs", "-o", "size=" + MEGABYTES + "m", "longhaul", mount.toString());
        SmallDisk disk = new SmallDisk(mount);
        Files.createDirectories(disk.directory());
        // The server runs as another user where this is root.
        UserPrincipal server = Files.getOwner(mount.resolveSibling("target").resolve("data"));
        Files.setOwner(mount, server);
        Files.setOwner(disk.directory(), server);
        return disk;
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        if (process.onExit().join().exitValue() != 0) {
            throw new IllegalStateException(
                    "a small disk needs root, who may mount one: " + List.of(command) + " failed");
        }
    }

    /** Where a server may keep what it will. */
    Path directory() {
        return mount.resolve("space");
    }

    private Path ballast() {
        return mount.resolve("ballast");
    }

    /** Leaves nothing free. */
    void fill() {
        try (OutputStream out = Files.newOutputStream(ballast())) {
            byte[] block = new byte[BLOCK];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            // As it is to be.
        }
    }

    void makeRoom() throws IOException {
        Files.deleteIfExists(ballast());
    }

    @Override
    public void close() throws IOException {
        run("umount", "-l", mount.toString());
    }
}
