package io.longhaul.embedded.chroma;

import io.longhaul.embedded.process.LeftOver;
import io.longhaul.embedded.process.Ports;
import io.longhaul.embedded.process.PrivateFiles;
import io.longhaul.embedded.process.ServerProcess;
import io.longhaul.embedded.process.Start;
import io.longhaul.embedded.process.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A Chroma server, bound to 127.0.0.1, its data under a directory. Chroma knows no passwords. */
public final class EmbeddedChroma implements AutoCloseable {
    private static final String NAME = "Chroma";
    private static final String PROGRAM = "chroma";

    /** Its first start makes byte code of all that it imports. */
    private static final Duration READY_WITHIN = Duration.ofMinutes(3);

    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(5);

    private final ServerProcess process;
    private final int port;

    private EmbeddedChroma(ServerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts it on the data kept in the directory; returns when it answers.
     *
     * @param program of Chroma's own
     */
    public static EmbeddedChroma start(Path directory, Path logFile, Path program) throws IOException {
        Path home = PrivateFiles.directory(directory).toRealPath();
        Path data = home.resolve("data");
        Path pidFile = home.resolve("server.pid");
        LeftOver.end(pidFile, PROGRAM, data, StopSignal.TERMINATE);
        return Start.of(NAME, READY_WITHIN).attempt(() -> {
            int port = Ports.stable(home.resolve("port"));
            ServerProcess process = ServerProcess.start(command(program, data, port), pidFile, logFile);
            ChromaWriter client = new ChromaWriter(url(port));
            return new Start.Candidate<>(process, () -> {
                client.heartbeat();
                return new EmbeddedChroma(process, port);
            });
        });
    }

    private static List<String> command(Path program, Path data, int port) {
        return List.of(
                program.toString(),
                "run",
                "--path",
                data.toString(),
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port));
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** As {@code CHROMA_URL} takes it. */
    public String url() {
        return url(port);
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.stop(StopSignal.TERMINATE, STOPPED_WITHIN);
    }
}
