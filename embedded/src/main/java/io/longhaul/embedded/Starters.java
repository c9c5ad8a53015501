package io.longhaul.embedded;

import io.longhaul.embedded.chroma.EmbeddedChroma;
import io.longhaul.embedded.embeddings.LocalEmbeddings;
import io.longhaul.embedded.mariadb.EmbeddedMariaDb;
import io.longhaul.embedded.postgres.EmbeddedPostgres;
import io.longhaul.embedded.process.Ports;
import io.longhaul.embedded.process.PrivateFiles;
import io.longhaul.embedded.process.UserCache;
import io.longhaul.embedded.python.VectorServices;
import io.longhaul.embedded.qdrant.LocalQdrant;
import io.longhaul.embedded.sample.SampleData;
import io.longhaul.embedded.temporal.EmbeddedTemporal;
import io.longhaul.embedded.temporal.TemporalOptions;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;

/** How each service is started below a stack's directory, and what it is called in the product's settings. */
final class Starters {
    private final Path directory;
    private final TemporalOptions temporalOptions;
    private final Consumer<String> notices;

    Starters(Path directory, TemporalOptions temporalOptions, Consumer<String> notices) {
        this.directory = directory;
        this.temporalOptions = temporalOptions;
        this.notices = notices;
    }

    /** A running service: where it is, and how it is stopped. */
    record Running(Addresses addresses, AutoCloseable handle) {}

    Running start(Service service) throws IOException, SQLException {
        return switch (service) {
            case MYSQL -> mysql();
            case POSTGRES -> postgres(VectorServices.found(cache()));
            case PGVECTOR -> postgres(Optional.of(vectorServices()));
            case TEMPORAL -> temporal();
            case QDRANT -> qdrant();
            case EMBEDDINGS -> embeddings();
            case CHROMA -> chroma();
        };
    }

    private Path log(String name) {
        return directory.resolve("logs").resolve(name + ".log");
    }

    private UserCache cache() {
        return UserCache.orAt(directory.resolve("cache"));
    }

    private VectorServices vectorServices() throws IOException {
        return VectorServices.installed(cache(), log("python"), notices);
    }

    private Running mysql() throws IOException, SQLException {
        if (!Files.isDirectory(directory.resolve("mariadb").resolve("data"))) {
            notices.accept("Preparing MariaDB with " + SampleData.RECORDS
                    + " sample records from WordNet (once, 10 s or so).");
        }
        EmbeddedMariaDb server = EmbeddedMariaDb.start(directory.resolve("mariadb"), log("mariadb"));
        boolean loaded = false;
        try (Connection connection = server.connect()) {
            SampleData.load(connection);
            loaded = true;
        } finally {
            if (!loaded) {
                server.close();
            }
        }
        return new Running(
                Addresses.of(
                        "127.0.0.1:" + server.port(),
                        "MYSQL_HOST",
                        "127.0.0.1",
                        "MYSQL_PORT",
                        Integer.toString(server.port()),
                        "MYSQL_USER",
                        server.user(),
                        "MYSQL_PASSWORD",
                        server.password(),
                        "MYSQL_DATABASE",
                        server.database(),
                        "MYSQL_TABLE",
                        SampleData.TABLE),
                server);
    }

    /** With pgvector wherever it was installed once: a table that has vectors can't be read without it. */
    private Running postgres(Optional<VectorServices> pgvector) throws IOException {
        Path home = directory.resolve("postgres");
        EmbeddedPostgres server = pgvector.isEmpty()
                ? EmbeddedPostgres.start(home, log("postgres"))
                : EmbeddedPostgres.start(home, log("postgres"), pgvector.get().pgvector());
        return new Running(
                Addresses.of(
                        "127.0.0.1:" + server.port(), "LEDGER_URL", server.url(), "TARGET_URL", server.targetUrl()),
                server);
    }

    private Running temporal() throws IOException {
        EmbeddedTemporal server =
                EmbeddedTemporal.start(directory.resolve("temporal"), log("temporal"), temporalOptions, notices);
        String place =
                server.address() + server.webUi().map(ui -> ", Web UI " + ui).orElse(", in memory, no Web UI");
        return new Running(
                Addresses.of(place, "TEMPORAL_ADDRESS", server.address(), "TEMPORAL_NAMESPACE", server.namespace())
                        .with("LONGHAUL_WEB_UI", server.webUi()),
                server);
    }

    private Running qdrant() throws IOException {
        Path home = PrivateFiles.directory(directory.resolve("qdrant"));
        LocalQdrant server = LocalQdrant.start(home.resolve("data"), Ports.stable(home.resolve("port")));
        return new Running(
                Addresses.of(
                        "127.0.0.1:" + server.port() + " (gRPC)",
                        "QDRANT_URL",
                        "http://127.0.0.1:" + server.port(),
                        "QDRANT_COLLECTION_NAME",
                        "memos"),
                server);
    }

    private Running chroma() throws IOException {
        EmbeddedChroma server = EmbeddedChroma.start(
                directory.resolve("chroma"), log("chroma"), vectorServices().chroma());
        return new Running(Addresses.of(server.url(), "CHROMA_URL", server.url()), server);
    }

    private Running embeddings() throws IOException {
        Path home = PrivateFiles.directory(directory.resolve("embeddings"));
        String key = PrivateFiles.secret(home.resolve("api-key"));
        LocalEmbeddings server = onItsPort(home.resolve("port"), key);
        return new Running(
                Addresses.of(
                        server.baseUrl(),
                        "OPENAI_BASE_URL",
                        server.baseUrl(),
                        "OPENAI_API_KEY",
                        key,
                        "EMBEDDING_MODEL",
                        LocalEmbeddings.MODEL,
                        "EMBEDDING_DIMENSIONS",
                        Integer.toString(LocalEmbeddings.DIMENSIONS)),
                server);
    }

    private static LocalEmbeddings onItsPort(Path noted, String key) throws IOException {
        try {
            return LocalEmbeddings.start(Ports.stable(noted), key);
        } catch (BindException taken) {
            // Somebody was faster since it was found free; so it is not any more, and another one is noted.
            return LocalEmbeddings.start(Ports.stable(noted), key);
        }
    }
}
