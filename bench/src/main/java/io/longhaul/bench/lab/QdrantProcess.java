package io.longhaul.bench.lab;

import io.longhaul.embedded.qdrant.LocalQdrant;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** LocalQdrant as a process of its own, which can be killed. It ends when whoever started it does. */
public final class QdrantProcess {

    private QdrantProcess() {}

    /** @param args data directory, port */
    public static void main(String[] args) throws IOException {
        try (LocalQdrant server = LocalQdrant.start(Path.of(args[0]), Integer.parseInt(args[1]))) {
            System.out.println("serves " + server.port());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
