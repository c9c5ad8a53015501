package io.longhaul.embedded.mariadb;

import io.longhaul.embedded.process.PrivateFiles;
import io.longhaul.embedded.process.ServerProcess;
import io.longhaul.embedded.process.ServiceFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Prepares MariaDB's data the first time. The script that MariaDB brings for this cannot take a path with a space, so
 * its SQL is given to the server itself.
 */
final class MariaDbBootstrap {
    private static final Duration WITHIN = Duration.ofMinutes(2);
    private static final List<String> SYSTEM_TABLES = List.of(
            "mariadb_system_tables.sql",
            "mariadb_performance_tables.sql",
            "mariadb_system_tables_data.sql",
            "maria_add_gis_sp_bootstrap.sql");

    private final MariaDbBinaries binaries;
    private final Path home;
    private final String password;
    private final Path logFile;

    MariaDbBootstrap(MariaDbBinaries binaries, Path home, String password, Path logFile) {
        this.binaries = binaries;
        this.home = home;
        this.password = password;
        this.logFile = logFile;
    }

    /** Into a directory beside it first, so that a kill half way leaves no half database. */
    void into(Path data) throws IOException {
        removeUnfinished();
        Path unfinished = Files.createTempDirectory(home, "data.unfinished-");
        Path sql = home.resolve("bootstrap.sql");
        PrivateFiles.write(sql, sql());
        try {
            List<String> command = new ArrayList<>(EmbeddedMariaDb.basics(binaries, unfinished));
            command.addAll(
                    List.of("--bootstrap", "--log-warnings=0", "--enforce-storage-engine=", "--max-allowed-packet=8M"));
            ServerProcess bootstrap = ServerProcess.start(command, home.resolve("bootstrap.pid"), logFile, sql);
            if (bootstrap.waitFor(WITHIN) != 0) {
                throw new ServiceFailed("MariaDB cannot prepare its data in " + home + ": " + bootstrap.lastWords()
                        + " (log: " + logFile + ").");
            }
            Files.deleteIfExists(home.resolve("bootstrap.pid"));
        } finally {
            Files.deleteIfExists(sql);
        }
        Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private void removeUnfinished() throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().startsWith("data.unfinished-")) {
                    PrivateFiles.delete(file);
                }
            }
        }
    }

    /** While bootstrapping, the server ends a statement only at the end of a line. */
    private String sql() throws IOException {
        StringBuilder sql = new StringBuilder("CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket=NULL;\n");
        for (String file : SYSTEM_TABLES) {
            sql.append(Files.readString(binaries.share().resolve(file), StandardCharsets.UTF_8))
                    .append('\n');
        }
        String account = "'" + EmbeddedMariaDb.USER + "'@'127.0.0.1'";
        return sql.append("FLUSH PRIVILEGES;\n")
                .append("CREATE DATABASE " + EmbeddedMariaDb.DATABASE + " CHARACTER SET utf8mb4;\n")
                .append("CREATE USER " + account + " IDENTIFIED BY '" + password + "';\n")
                .append("GRANT ALL ON *.* TO " + account + " WITH GRANT OPTION;\n")
                // The accounts that a fresh MariaDB has come without a password.
                .append("DELETE FROM mysql.global_priv WHERE user = 'root' OR user = '';\n")
                .append("DELETE FROM mysql.proxies_priv;\n")
                .toString();
    }
}
