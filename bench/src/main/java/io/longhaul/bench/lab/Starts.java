package io.longhaul.bench.lab;

import io.longhaul.embedded.chroma.EmbeddedChroma;
import io.longhaul.embedded.mariadb.EmbeddedMariaDb;
import io.longhaul.embedded.postgres.EmbeddedPostgres;
import io.longhaul.embedded.process.Ports;
import io.longhaul.embedded.process.UserCache;
import io.longhaul.embedded.python.VectorServices;
import io.longhaul.embedded.qdrant.LocalQdrant;
import io.longhaul.embedded.sample.SampleData;
import io.longhaul.embedded.temporal.EmbeddedTemporal;
import io.longhaul.embedded.temporal.TemporalOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How each service of a lab is started, below the lab's directory. */
record Starts(Path directory) {

    private static final long QDRANT_READY_MS = 120_000;

    Server.Running start(Lab.Service service) throws Exception {
        return switch (service) {
            case QDRANT -> qdrant();
            case TEMPORAL -> temporal();
            case MYSQL -> mysql();
            case POSTGRES -> ledger();
            case TARGET -> target();
            case CHROMA -> chroma();
        };
    }

    Path log(String name) {
        return directory.resolve("logs").resolve(name + ".log");
    }

    private Server.Running mysql() throws IOException, SQLException {
        EmbeddedMariaDb server = EmbeddedMariaDb.start(directory.resolve("mariadb"), log("mariadb"));
        try (Connection connection = server.connect()) {
            SampleData.load(connection);
        }
        return new Server.Running(
                server.pid(),
                server.port(),
                Map.of(
                        "MYSQL_HOST", "127.0.0.1",
                        "MYSQL_PORT", Integer.toString(server.port()),
                        "MYSQL_USER", server.user(),
                        "MYSQL_PASSWORD", server.password(),
                        "MYSQL_DATABASE", server.database(),
                        "MYSQL_TABLE", SampleData.TABLE),
                server::close);
    }

    private Server.Running ledger() throws IOException {
        EmbeddedPostgres server = postgres("postgres");
        return new Server.Running(server.pid(), server.port(), Map.of("LEDGER_URL", server.url()), server::close);
    }

    private Server.Running target() throws IOException {
        Optional<VectorServices> pgvector = VectorServices.found(cache());
        EmbeddedPostgres server = pgvector.isEmpty()
                ? postgres("target")
                : EmbeddedPostgres.start(
                        directory.resolve("target"),
                        log("target"),
                        pgvector.get().pgvector());
        return new Server.Running(server.pid(), server.port(), Map.of("TARGET_URL", server.targetUrl()), server::close);
    }

    private Server.Running chroma() throws IOException {
        EmbeddedChroma server = EmbeddedChroma.start(
                directory.resolve("chroma"), log("chroma"), vectorServices().chroma());
        return new Server.Running(server.pid(), server.port(), Map.of("CHROMA_URL", server.url()), server::close);
    }

    /** What Chroma and its clients are from. */
    VectorServices vectorServices() throws IOException {
        return VectorServices.installed(cache(), log("python"), System.err::println);
    }

    private UserCache cache() {
        return UserCache.orAt(directory.resolve("cache"));
    }

    private EmbeddedPostgres postgres(String name) throws IOException {
        return EmbeddedPostgres.start(directory.resolve(name), log(name));
    }

    private Server.Running temporal() throws IOException {
        Path home = directory.resolve("temporal");
        EmbeddedTemporal server =
                EmbeddedTemporal.start(home, log("temporal"), TemporalOptions.DEFAULTS, System.err::println);
        if (!server.keepsHistories()) {
            server.close();
            throw new IllegalStateException(
                    "there is no Temporal dev server here, and the in-memory one can't be killed");
        }
        return new Server.Running(
                Long.parseLong(Files.readString(home.resolve("server.pid")).strip()),
                server.port(),
                Map.of("TEMPORAL_ADDRESS", server.address(), "TEMPORAL_NAMESPACE", server.namespace()),
                server::close);
    }

    private Server.Running qdrant() throws IOException, InterruptedException {
        Path home = Files.createDirectories(directory.resolve("qdrant"));
        int port = Ports.stable(home.resolve("port"));
        JavaProcess server = JavaProcess.start(
                directory,
                List.of("-XX:+UseSerialGC", "-Xmx4g"),
                QdrantProcess.class,
                List.of(home.resolve("data").toString(), Integer.toString(port)),
                Map.of(),
                log("qdrant"));
        long deadline = System.nanoTime() + QDRANT_READY_MS * 1_000_000;
        while (true) {
            try (Socket reached = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return new Server.Running(
                        server.pid(),
                        reached.getPort(),
                        Map.of("QDRANT_URL", "http://127.0.0.1:" + port, "QDRANT_COLLECTION_NAME", "memos"),
                        server::close);
            } catch (IOException notYet) {
                if (!server.isAlive() || System.nanoTime() > deadline) {
                    server.close();
                    throw new IOException(LocalQdrant.class.getSimpleName() + " did not start", notYet);
                }
                Thread.sleep(50);
            }
        }
    }
}
