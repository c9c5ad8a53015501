package io.longhaul.embedded;

import io.longhaul.embedded.process.EmbeddedException;
import io.longhaul.embedded.process.PrivateFiles;
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

/** One owner per stack directory. The system takes the lock back when its owner dies, however it dies. */
final class StackLock implements AutoCloseable {
    private static final String FILE = "stack.lock";

    /** Beyond the pid at the file's start, which others must be able to read where locks also keep readers out. */
    private static final long LOCKED_BYTE = 1L << 20;

    /** The servers' own complaints about a full disk are hard to recognise. */
    private static final long LEAST_FREE = 64L << 20;

    /** Within a JVM: there a second try would not fail, and closing its channel would drop the first one's lock. */
    private static final Set<Path> OWNED_HERE = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private StackLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** Creates the directory if it is not there, and becomes its owner. */
    static StackLock take(Path wanted) {
        Path directory = prepared(wanted);
        if (!OWNED_HERE.add(directory)) {
            throw new StackInUse(directory, ProcessHandle.current().pid());
        }
        boolean taken = false;
        try {
            FileChannel channel = open(directory.resolve(FILE));
            try {
                FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
                if (lock == null) {
                    throw new StackInUse(directory, owner(channel));
                }
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(
                        Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
                channel.force(false);
                taken = true;
                return new StackLock(directory, channel);
            } finally {
                if (!taken) {
                    channel.close();
                }
            }
        } catch (IOException failure) {
            throw unusable(directory, failure);
        } finally {
            if (!taken) {
                OWNED_HERE.remove(directory);
            }
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static Path prepared(Path wanted) {
        try {
            Path directory = PrivateFiles.directory(wanted).toRealPath();
            // A try now is worth more than three servers failing in three languages later.
            Path trial = Files.createTempFile(directory, "trial-", ".tmp");
            try {
                Files.write(trial, new byte[64 * 1024]);
                long free = Files.getFileStore(directory).getUsableSpace();
                if (free < LEAST_FREE) {
                    throw new IOException("only " + (free >> 20) + " MB are free on its disk");
                }
            } finally {
                Files.deleteIfExists(trial);
            }
            return directory;
        } catch (IOException failure) {
            throw unusable(wanted, failure);
        }
    }

    private static EmbeddedException unusable(Path directory, IOException failure) {
        return new EmbeddedException(
                "The embedded stack cannot write its data under " + directory + " (" + reason(failure)
                        + "): make room or make it writable, or use another directory.",
                failure);
    }

    private static String reason(IOException failure) {
        String message = failure.getMessage();
        String kind = failure.getClass().getSimpleName().replace("Exception", "");
        return failure.getClass().equals(IOException.class) && message != null ? message : kind + ": " + message;
    }

    private static long owner(FileChannel channel) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(32);
        channel.read(content, 0);
        String pid = new String(content.array(), 0, content.position(), StandardCharsets.US_ASCII).strip();
        return pid.matches("\\d{1,18}") ? Long.parseLong(pid) : 0;
    }

    /** The directory's real path. */
    Path directory() {
        return directory;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException harmless) {
            // The system lets go of the lock in any case.
        } finally {
            OWNED_HERE.remove(directory);
        }
    }
}
