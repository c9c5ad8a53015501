package io.longhaul.embedded.postgres;

import io.longhaul.embedded.process.LeftOver;
import io.longhaul.embedded.process.Passwords;
import io.longhaul.embedded.process.Ports;
import io.longhaul.embedded.process.PrivateFiles;
import io.longhaul.embedded.process.ServerProcess;
import io.longhaul.embedded.process.ServiceFailed;
import io.longhaul.embedded.process.Start;
import io.longhaul.embedded.process.StopSignal;
import io.longhaul.embedded.process.UserCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A PostgreSQL server with the databases {@code longhaul}, for the ledger, and {@code target}, for data, bound to 127.0.0.1, its data under a directory.
 *
 * <p>It keeps {@code fsync} and {@code synchronous_commit} on: what was committed survives a kill of the process and a
 * crash of the machine.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final String NAME = "PostgreSQL";
    private static final String PROGRAM = "postgres";
    private static final String USER = "longhaul";
    private static final String DATABASE = "longhaul";
    private static final String TARGET = "target";
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(10);

    private final ServerProcess process;
    private final int port;
    private final String password;

    private EmbeddedPostgres(ServerProcess process, int port, String password) {
        this.process = process;
        this.port = port;
        this.password = password;
    }

    /** Starts it on the data kept in the directory, which is prepared the first time; returns when it answers. */
    public static EmbeddedPostgres start(Path directory, Path logFile) throws IOException {
        return start(directory, logFile, NotRoot.here(), Optional.empty());
    }

    /** The same, with an extension that may be created in a database. */
    public static EmbeddedPostgres start(Path directory, Path logFile, Extension extension) throws IOException {
        return start(directory, logFile, NotRoot.here(), Optional.of(extension));
    }

    static EmbeddedPostgres start(Path directory, Path logFile, NotRoot notRoot, Optional<Extension> extension)
            throws IOException {
        Path home = PrivateFiles.directory(directory).toRealPath();
        Path binaries = PostgresBinaries.unpacked(UserCache.orAt(home.resolveSibling("cache")));
        Path data = home.resolve("data");
        Path pidFile = home.resolve("server.pid");

        LeftOver.end(pidFile, PROGRAM, data, StopSignal.INTERRUPT);
        LeftOver.end(data.resolve("postmaster.pid"), PROGRAM, data, StopSignal.INTERRUPT);
        Path passwordFile = home.resolve("password");
        String password = PrivateFiles.secret(passwordFile);
        if (!Files.isDirectory(data)) {
            initialise(home, data, binaries, notRoot, passwordFile, logFile);
        }
        notRoot.own(data);

        return Start.of(NAME, READY_WITHIN).attempt(() -> {
            int port = Ports.stable(home.resolve("port"));
            ServerProcess process =
                    ServerProcess.start(notRoot.command(command(binaries, data, port, extension)), pidFile, logFile);
            return new Start.Candidate<>(process, () -> {
                try {
                    createDatabases(port, password);
                } catch (SQLException failure) {
                    throw Passwords.explained(failure, NAME, home);
                }
                return new EmbeddedPostgres(process, port, password);
            });
        });
    }

    private static List<String> command(Path binaries, Path data, int port, Optional<Extension> extension) {
        List<String> command = new ArrayList<>(List.of(
                binaries.resolve("bin").resolve(PROGRAM).toString(),
                "-D",
                data.toString(),
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                // A socket's path may be at most some 100 characters long, and nobody needs one here.
                "-c",
                "unix_socket_directories=",
                "-c",
                "max_connections=200",
                "-c",
                "shared_buffers=64MB"));
        extension.ifPresent(other -> command.addAll(other.options()));
        return command;
    }

    /** Into a directory beside it first, so that a kill half way leaves no half database. */
    private static void initialise(
            Path home, Path data, Path binaries, NotRoot notRoot, Path passwordFile, Path logFile) throws IOException {
        removeUnfinished(home);
        Path unfinished = Files.createTempDirectory(home, "data.unfinished-");
        notRoot.own(unfinished);
        List<String> command = new ArrayList<>(List.of(
                binaries.resolve("bin").resolve("initdb").toString(),
                "-D",
                unfinished.toString(),
                "-U",
                USER,
                "--pwfile=" + passwordFile,
                "-A",
                "scram-sha-256",
                "--encoding=UTF8",
                // The same order of text on every machine, whatever its system library thinks of it.
                "--locale=C"));
        if (PostgresBinaries.major() >= 17) {
            // It knows other letters than those of ASCII as well.
            command.addAll(List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
        }
        ServerProcess initdb = ServerProcess.start(notRoot.command(command), home.resolve("initdb.pid"), logFile);
        if (initdb.waitFor(READY_WITHIN) != 0) {
            throw new ServiceFailed("PostgreSQL cannot prepare its data in " + home + ": " + initdb.lastWords()
                    + " (log: " + logFile + ").");
        }
        Files.deleteIfExists(home.resolve("initdb.pid"));
        Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void removeUnfinished(Path home) throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().startsWith("data.unfinished-")) {
                    PrivateFiles.delete(file);
                }
            }
        }
    }

    private static void createDatabases(int port, String password) throws SQLException {
        try (Connection connection = connect(port, password, "postgres");
                Statement statement = connection.createStatement()) {
            for (String database : List.of(DATABASE, TARGET)) {
                if (!isThere(statement, database)) {
                    statement.execute("CREATE DATABASE " + database);
                }
            }
        }
    }

    private static boolean isThere(Statement statement, String database) throws SQLException {
        try (ResultSet found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + database + "'")) {
            return found.next();
        }
    }

    private static Connection connect(int port, String password, String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", USER);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "30");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, properties);
    }

    public int port() {
        return port;
    }

    public String user() {
        return USER;
    }

    public String password() {
        return password;
    }

    public String database() {
        return DATABASE;
    }

    /** With user and password, as {@code LEDGER_URL} takes it. */
    public String url() {
        return url(DATABASE);
    }

    /** The same for the database that takes data, as {@code TARGET_URL} takes it. */
    public String targetUrl() {
        return url(TARGET);
    }

    private String url(String database) {
        return "postgresql://" + USER + ":" + password + "@127.0.0.1:" + port + "/" + database;
    }

    public Connection connect() throws SQLException {
        return connect(port, password, DATABASE);
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.stop(StopSignal.INTERRUPT, STOPPED_WITHIN);
    }
}
