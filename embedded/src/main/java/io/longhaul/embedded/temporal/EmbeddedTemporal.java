package io.longhaul.embedded.temporal;

import io.longhaul.embedded.process.LeftOver;
import io.longhaul.embedded.process.Ports;
import io.longhaul.embedded.process.PrivateFiles;
import io.longhaul.embedded.process.StopSignal;
import io.longhaul.embedded.process.UserCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A Temporal server with the namespace {@code default}, bound to 127.0.0.1: the real dev server with its Web UI and its
 * histories in a file, or, where its program cannot be had, the SDK's in-memory one, which says so.
 */
public final class EmbeddedTemporal implements AutoCloseable {
    static final String NAME = "Temporal";
    static final String PROGRAM = "temporal";
    private static final String NAMESPACE = "default";

    private final TemporalServer server;

    private EmbeddedTemporal(TemporalServer server) {
        this.server = server;
    }

    /** A running server, whichever it is. */
    interface TemporalServer extends AutoCloseable {
        int port();

        Optional<String> webUi();

        @Override
        void close();
    }

    /** Starts it on the histories kept in the directory; returns when it takes workflows. */
    public static EmbeddedTemporal start(
            Path directory, Path logFile, TemporalOptions options, Consumer<String> notices) throws IOException {
        UserCache cache = UserCache.orAt(directory.toAbsolutePath().resolveSibling("cache"));
        String searchPath = System.getenv("PATH");
        List<TemporalCli.Source> sources =
                List.of(new SdkDownload(), new GoBuild(searchPath, logFile.resolveSibling("temporal-build.log")));
        return start(directory, logFile, options, notices, new TemporalCli(searchPath, cache, sources, notices));
    }

    static EmbeddedTemporal start(
            Path directory, Path logFile, TemporalOptions options, Consumer<String> notices, TemporalCli cli)
            throws IOException {
        Path home = PrivateFiles.directory(directory).toRealPath();
        Path database = home.resolve("temporal.db");
        Path pidFile = home.resolve("server.pid");
        LeftOver.end(pidFile, PROGRAM, database, StopSignal.TERMINATE);
        Optional<Path> program = cli.find();
        if (program.isPresent()) {
            return new EmbeddedTemporal(DevServer.start(program.get(), home, database, pidFile, logFile, options));
        }
        notices.accept(
                "No Temporal dev server here (no temporal program, no download, no Go to build it): the in-memory "
                        + "server takes its place. It has no Web UI, and NOTHING of its histories is kept when this process ends.");
        int port = Ports.stable(home.resolve("port"));
        return new EmbeddedTemporal(InMemoryServer.start(port, options));
    }

    public int port() {
        return server.port();
    }

    /** Host and port, as {@code TEMPORAL_ADDRESS} takes it. */
    public String address() {
        return "127.0.0.1:" + server.port();
    }

    public String namespace() {
        return NAMESPACE;
    }

    /** Where the Web UI is; none with the in-memory server. */
    public Optional<String> webUi() {
        return server.webUi();
    }

    /** Whether the histories are there again after a restart. */
    public boolean keepsHistories() {
        return server.webUi().isPresent();
    }

    @Override
    public void close() {
        server.close();
    }
}
