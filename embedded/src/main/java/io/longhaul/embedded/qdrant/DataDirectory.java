package io.longhaul.embedded.qdrant;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The data directory, held by one LocalQdrant at a time. The lock is the operating system's and ends with the process that holds it,
 * so a lock file left by a dead process is no obstacle; the pid in it is there to be shown.
 */
final class DataDirectory implements Closeable {
    private static final String LOCK_FILE = "lock";
    /** Behind the pid, as where locks are mandatory nobody could read a locked pid. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;
    /** Directories held by this process: opening and closing the lock file once more would release the lock on POSIX systems. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lockFile;

    private DataDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    static DataDirectory hold(Path directory) throws IOException {
        Path path = Files.createDirectories(directory).toRealPath();
        if (!HELD.add(path)) {
            throw inUse(path, String.valueOf(ProcessHandle.current().pid()));
        }
        try {
            return lock(path);
        } catch (IOException | RuntimeException notLocked) {
            HELD.remove(path);
            throw notLocked;
        }
    }

    private static DataDirectory lock(Path path) throws IOException {
        FileChannel channel = FileChannel.open(
                path.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
            if (lock == null) {
                throw inUse(path, pidIn(channel));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(
                    String.valueOf(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new DataDirectory(path, channel);
        } catch (IOException | RuntimeException notLocked) {
            channel.close();
            throw notLocked;
        }
    }

    private static String pidIn(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        channel.read(pid, 0);
        return StandardCharsets.US_ASCII.decode(pid.flip()).toString();
    }

    private static IOException inUse(Path path, String pid) {
        return new IOException("The data directory " + path + " is in use by process " + pid
                + ": stop that process, or give this one another directory");
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        try {
            lockFile.close();
        } finally {
            HELD.remove(path);
        }
    }
}
