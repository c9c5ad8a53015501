package io.longhaul.embedded.qdrant;

import java.io.IOException;
import java.nio.file.Path;

/** Holds the place of the real one. */
public final class LocalQdrant implements AutoCloseable {
    private final int port;

    private LocalQdrant(int port) {
        this.port = port;
    }

    public static LocalQdrant start(Path dataDirectory, int port) throws IOException {
        java.nio.file.Files.createDirectories(dataDirectory);
        return new LocalQdrant(port);
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {}
}
