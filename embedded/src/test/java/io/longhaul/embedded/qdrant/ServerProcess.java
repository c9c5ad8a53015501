package io.longhaul.embedded.qdrant;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A LocalQdrant in a process of its own, to be killed. */
final class ServerProcess implements AutoCloseable {
    private static final String READY = "port ";

    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static ServerProcess start(Path data) throws IOException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerProcess.class.getName(),
                        data.toString()))
                // Logging goes there; a pipe that nobody reads would fill up and stop the server.
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader output = process.errorReader(UTF_8);
        StringBuilder seen = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(READY)) {
                return new ServerProcess(process, Integer.parseInt(line.substring(READY.length())));
            }
            seen.append(line).append('\n');
        }
        throw new IOException("The server did not start: " + seen);
    }

    QdrantClient client() {
        return new QdrantClient(
                QdrantGrpcClient.newBuilder("127.0.0.1", port, false).build());
    }

    long pid() {
        return process.pid();
    }

    /** As {@code kill -9}: the process has no chance to write anything more. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    public static void main(String[] arguments) throws Exception {
        LocalQdrant server = LocalQdrant.start(Path.of(arguments[0]), 0);
        System.err.println(READY + server.port());
        // Ends with the test's own process, should that die first: its end of the pipe closes.
        while (System.in.read() >= 0) {}
    }
}
