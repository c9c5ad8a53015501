package io.longhaul.embedded.qdrant;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a caller is told when the disk refuses a write. */
final class StorageFailure {
    /** Below this a write fails for want of room, whatever words the operating system and its language have for it. */
    private static final long NO_ROOM = 16L << 20;

    private StorageFailure() {}

    static StatusRuntimeException of(Path file, IOException cause) {
        Status status = isFull(file) ? Status.RESOURCE_EXHAUSTED : Status.INTERNAL;
        return status.withDescription("Could not write " + file + ", nothing was changed: " + cause.getMessage())
                .withCause(cause)
                .asRuntimeException();
    }

    private static boolean isFull(Path file) {
        try {
            return Files.getFileStore(file).getUsableSpace() < NO_ROOM;
        } catch (IOException unknown) {
            return false;
        }
    }
}
