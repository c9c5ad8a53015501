package io.longhaul.embedded.qdrant;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Reads a log from its beginning. A killed process leaves at most one record cut short, at the very end, and nobody was told that it
 * is stored: that is where the good part ends. Damage with records behind it is another matter, as those were acknowledged.
 */
final class LogReader {
    private final Path file;
    private final long size;

    private LogReader(Path file, long size) {
        this.file = file;
        this.size = size;
    }

    /** Hands over every whole record, in order, and returns where the last of them ends. */
    static long replay(Path file, Consumer<LogRecord> each) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            return new LogReader(file, Files.size(file)).replay(in, each);
        }
    }

    private long replay(DataInputStream in, Consumer<LogRecord> each) throws IOException {
        byte[] magic = LogFormat.magic();
        if (size < magic.length) {
            return 0;
        }
        if (!Arrays.equals(in.readNBytes(magic.length), magic)) {
            throw new IOException(file + " is not a log of LocalQdrant: move it out of the data directory");
        }
        long offset = magic.length;
        while (size - offset >= LogFormat.HEADER_BYTES) {
            int length = in.readInt();
            int lengthChecksum = in.readInt();
            int bodyChecksum = in.readInt();
            if (length < 0 || LogFormat.lengthChecksum(length) != lengthChecksum) {
                if (length == 0 && lengthChecksum == 0 && bodyChecksum == 0 && isZeroToTheEnd(in)) {
                    return offset; // a crash of the machine can leave room in the file that was never filled
                }
                throw corrupt(offset, "its header is damaged");
            }
            long end = offset + LogFormat.HEADER_BYTES + length;
            if (end > size) {
                return offset;
            }
            byte[] body = in.readNBytes(length);
            if (LogFormat.checksum(body) != bodyChecksum) {
                if (end == size) {
                    return offset;
                }
                throw corrupt(offset, "its checksum is wrong");
            }
            each.accept(parsed(body, offset));
            offset = end;
        }
        return offset;
    }

    private LogRecord parsed(byte[] body, long offset) throws IOException {
        try {
            return LogRecord.parse(body);
        } catch (InvalidProtocolBufferException unreadable) {
            throw corrupt(offset, String.valueOf(unreadable.getMessage()));
        }
    }

    private static boolean isZeroToTheEnd(DataInputStream in) throws IOException {
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next != 0) {
                return false;
            }
        }
        return true;
    }

    private IOException corrupt(long offset, String why) {
        return new IOException("Corrupt record in " + file + " at byte " + offset + " of " + size + ": " + why
                + ". Records behind it would be lost, so nothing was changed: restore the file from a copy, or delete it to"
                + " lose this collection and fill it again");
    }
}
