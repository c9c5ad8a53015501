package io.longhaul.embedded.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.longhaul.embedded.process.Programs;
import io.longhaul.embedded.process.ServiceFailed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedPostgresTest {
    @TempDir
    Path directory;

    /** Both ways round on the same data: a container may forbid tomorrow what it allows today. */
    @Test
    void rootRunsItAsNobodyWhereNamespacesAreForbidden() throws Exception {
        assumeTrue(Programs.root() && Programs.find("setpriv").isPresent());
        Path home = directory.resolve("postgres");
        Path log = directory.resolve("postgres.log");

        try (EmbeddedPostgres server = EmbeddedPostgres.start(home, log, NotRoot.NOBODY, Optional.empty());
                Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept (id INT)");
            assertThat(Files.getAttribute(home.resolve("data"), "unix:uid")).isEqualTo(65_534);
        }
        try (EmbeddedPostgres server = EmbeddedPostgres.start(home, log);
                Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO kept VALUES (1)");
        }
    }

    /** Its data may have been prepared by a version that knew the ledger alone. */
    @Test
    void dataGoIntoADatabaseOfTheirOwn() throws Exception {
        Path home = directory.resolve("postgres");
        Path log = directory.resolve("postgres.log");
        try (EmbeddedPostgres server = EmbeddedPostgres.start(home, log);
                Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE target");
        }
        try (EmbeddedPostgres server = EmbeddedPostgres.start(home, log)) {
            assertThat(server.targetUrl()).isEqualTo(server.url().replaceAll("/longhaul$", "/target"));
            try (Connection connection = DriverManager.getConnection(
                            "jdbc:postgresql://127.0.0.1:" + server.port() + "/target",
                            server.user(),
                            server.password());
                    Statement statement = connection.createStatement();
                    ResultSet tables = statement.executeQuery(
                            "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")) {
                tables.next();
                assertThat(tables.getLong(1)).isZero();
            }
        }
    }

    @Test
    void aLostPasswordIsToldWithTheWayOut() throws Exception {
        Path home = directory.resolve("postgres");
        Path log = directory.resolve("postgres.log");
        EmbeddedPostgres.start(home, log).close();
        Files.delete(home.resolve("password"));

        assertThatThrownBy(() -> EmbeddedPostgres.start(home, log))
                .isInstanceOf(ServiceFailed.class)
                .hasMessageContaining(
                        "does not take the password in " + home.toRealPath().resolve("password"))
                .hasMessageContaining("or delete");
    }
}
