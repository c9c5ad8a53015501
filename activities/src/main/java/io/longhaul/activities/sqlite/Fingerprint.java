package io.longhaul.activities.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The state of a database file: any change to it changes one of these. A change that is not yet in the file itself is in
 * its write-ahead log, whose header has a new salt each time it begins anew.
 *
 * @param size in bytes
 * @param modified of the file, in nanoseconds
 * @param changes SQLite's own count of transactions; it stands still in a database with a write-ahead log
 * @param logSize of the write-ahead log; 0 for none
 * @param logModified 0 for none
 * @param logSalt from the log's header; 0 for none
 */
public record Fingerprint(long size, long modified, long changes, long logSize, long logModified, long logSalt) {

    private static final int CHANGE_COUNTER = 24;
    private static final int SALT = 16;

    static Fingerprint of(Path file) throws IOException {
        Path log = log(file);
        long logSize = size(log);
        return new Fingerprint(
                Files.size(file),
                modified(file),
                Integer.toUnsignedLong(read(file, CHANGE_COUNTER, Integer.BYTES).getInt(0)),
                logSize,
                logSize == 0 ? 0 : modified(log),
                logSize == 0 ? 0 : read(log, SALT, Long.BYTES).getLong(0));
    }

    static Path log(Path file) {
        return file.resolveSibling(file.getFileName() + "-wal");
    }

    private static long modified(Path file) throws IOException {
        return Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS);
    }

    /** An empty log is what a reader leaves, and holds nothing. */
    static long size(Path log) throws IOException {
        try {
            return Files.size(log);
        } catch (NoSuchFileException none) {
            return 0;
        }
    }

    static ByteBuffer read(Path file, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (FileChannel channel = FileChannel.open(file)) {
            int read = 0;
            while (bytes.hasRemaining() && read >= 0) {
                read = channel.read(bytes, from + bytes.position());
            }
        }
        return bytes;
    }
}
