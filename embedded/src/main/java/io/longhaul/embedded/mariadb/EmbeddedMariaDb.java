package io.longhaul.embedded.mariadb;

import io.longhaul.embedded.process.LeftOver;
import io.longhaul.embedded.process.Passwords;
import io.longhaul.embedded.process.Ports;
import io.longhaul.embedded.process.PrivateFiles;
import io.longhaul.embedded.process.Programs;
import io.longhaul.embedded.process.ServerProcess;
import io.longhaul.embedded.process.Start;
import io.longhaul.embedded.process.StopSignal;
import io.longhaul.embedded.process.UserCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * A MariaDB server with the database {@code longhaul_sample}, bound to 127.0.0.1, its data under a directory.
 *
 * <p>InnoDB flushes at each commit, its default: what was committed survives a kill of the process and a crash of the
 * machine.
 */
public final class EmbeddedMariaDb implements AutoCloseable {
    private static final String NAME = "MariaDB";
    static final String USER = "longhaul";
    static final String DATABASE = "longhaul_sample";
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(10);

    private static final String TEMPORARY = "tmp";

    private final ServerProcess process;
    private final int port;
    private final String password;

    private EmbeddedMariaDb(ServerProcess process, int port, String password) {
        this.process = process;
        this.port = port;
        this.password = password;
    }

    /** Starts it on the data kept in the directory, which is prepared the first time; returns when it answers. */
    public static EmbeddedMariaDb start(Path directory, Path logFile) throws IOException {
        Path home = PrivateFiles.directory(directory).toRealPath();
        Path data = home.resolve("data");
        PrivateFiles.directory(home.resolve(TEMPORARY));
        Path pidFile = home.resolve("server.pid");
        MariaDbBinaries binaries = MariaDbBinaries.unpacked(UserCache.orAt(home.resolveSibling("cache")));

        LeftOver.end(pidFile, MariaDbBinaries.program(), data, StopSignal.TERMINATE);
        String password = PrivateFiles.secret(home.resolve("password"));
        if (!Files.isDirectory(data)) {
            new MariaDbBootstrap(binaries, home, password, logFile).into(data);
        }
        return Start.of(NAME, READY_WITHIN).attempt(() -> {
            int port = Ports.stable(home.resolve("port"));
            ServerProcess process = ServerProcess.start(command(binaries, data, port), pidFile, logFile);
            return new Start.Candidate<>(process, () -> {
                try {
                    connect(port, password).close();
                } catch (SQLException failure) {
                    throw Passwords.explained(failure, NAME, home);
                }
                return new EmbeddedMariaDb(process, port, password);
            });
        });
    }

    private static List<String> command(MariaDbBinaries binaries, Path data, int port) {
        List<String> command = new ArrayList<>(basics(binaries, data));
        command.addAll(List.of(
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--skip-name-resolve",
                // Relative to the data directory: a socket's path may be at most some 100 characters long.
                "--socket=mariadb.sock",
                // Otherwise each start makes an RSA key of 4,096 bits for TLS, which takes up to 13 seconds.
                "--skip-ssl",
                "--skip-log-bin",
                "--performance-schema=off",
                "--innodb-buffer-pool-size=64M",
                "--max-allowed-packet=64M",
                "--max-connections=200",
                "--local-infile=1",
                "--character-set-server=utf8mb4"));
        return command;
    }

    /** What the server and the preparation of its data have in common. */
    static List<String> basics(MariaDbBinaries binaries, Path data) {
        List<String> command = new ArrayList<>(List.of(
                binaries.server().toString(),
                "--no-defaults",
                "--datadir=" + data,
                // A server that starts deletes the temporary tables of all that share this directory with it.
                "--tmpdir=" + data.resolveSibling(TEMPORARY),
                "--basedir=" + binaries.directory(),
                "--lc-messages-dir=" + binaries.share(),
                "--innodb-log-file-size=48M"));
        if (Programs.root()) {
            // It refuses to be root unless told so by name.
            command.add("--user=root");
        }
        return command;
    }

    private static Connection connect(int port, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", USER);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "5000");
        properties.setProperty("socketTimeout", "60000");
        properties.setProperty("sslMode", "DISABLED");
        properties.setProperty("allowPublicKeyRetrieval", "true");
        properties.setProperty("allowLoadLocalInfile", "true");
        return DriverManager.getConnection("jdbc:mysql://127.0.0.1:" + port + "/" + DATABASE, properties);
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

    public Connection connect() throws SQLException {
        return connect(port, password);
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.stop(StopSignal.TERMINATE, STOPPED_WITHIN);
    }
}
