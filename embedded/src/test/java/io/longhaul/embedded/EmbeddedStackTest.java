package io.longhaul.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longhaul.embedded.process.EmbeddedException;
import io.longhaul.embedded.sample.SampleData;
import io.longhaul.embedded.temporal.TemporalOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One stack of everything, started once; its directory has a space in its name, as a user's may have. */
@Timeout(120)
class EmbeddedStackTest {
    @TempDir
    static Path temporary;

    /** Those that need no Python. */
    private static final Set<Service> USUAL = EnumSet.complementOf(EnumSet.of(Service.PGVECTOR, Service.CHROMA));

    private static Path directory;
    private static EmbeddedStack stack;

    @BeforeAll
    static void start() {
        directory = temporary.resolve("a stack");
        stack = EmbeddedStack.start(
                directory,
                USUAL,
                new TemporalOptions(Map.of("LonghaulName", "Keyword"), List.of("limit.blobSize.warn=1048576")),
                notice -> {});
    }

    @AfterAll
    static void stop() {
        stack.close();
        assertThat(directory.resolve("stack.env")).doesNotExist();
    }

    static Connection mysql(Map<String, String> settings) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mysql://127.0.0.1:" + settings.get("MYSQL_PORT") + "/" + settings.get("MYSQL_DATABASE"),
                settings.get("MYSQL_USER"),
                settings.get("MYSQL_PASSWORD"));
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    @Test
    void settingsNameAllThatWasStarted() {
        assertThat(stack.settings())
                .containsEntry("MYSQL_HOST", "127.0.0.1")
                .containsEntry("MYSQL_TABLE", "ip_summary")
                .containsEntry("QDRANT_COLLECTION_NAME", "memos")
                .containsEntry("EMBEDDING_MODEL", "all-MiniLM-L6-v2")
                .containsEntry("EMBEDDING_DIMENSIONS", "384")
                .containsEntry("TEMPORAL_NAMESPACE", "default")
                .containsEntry("LONGHAUL_EMBEDDED", "mysql,postgres,temporal,qdrant,embeddings")
                .containsKeys(
                        "MYSQL_USER",
                        "MYSQL_PASSWORD",
                        "OPENAI_API_KEY",
                        "OPENAI_BASE_URL",
                        "LEDGER_URL",
                        "TARGET_URL");
        assertThat(stack.addresses()).containsOnlyKeys(USUAL);
    }

    @Test
    void temporaryTablesAreNotWhereAnotherServerWouldDeleteThem() throws Exception {
        try (Connection connection = mysql(stack.settings());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT @@tmpdir")) {
            result.next();
            assertThat(Path.of(result.getString(1))).startsWith(directory.toRealPath());
        }
    }

    @Test
    void otherProcessesFindTheSettingsInAFileThatOnlyTheOwnerMayRead() throws Exception {
        Path file = directory.resolve("stack.env");

        assertThat(Files.readAllLines(file))
                .contains("LONGHAUL_STACK_PID=" + ProcessHandle.current().pid())
                .contains("LEDGER_URL=" + stack.settings().get("LEDGER_URL"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        for (String secret : List.of("mariadb/password", "postgres/password", "embeddings/api-key")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(secret))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void theSampleIsAllOfWordNetWithAFewBrokenRecords() throws Exception {
        try (Connection connection = mysql(stack.settings())) {
            String broken =
                    "FROM ip_summary WHERE parse_content IS NULL OR TRIM(REGEXP_REPLACE(parse_content, '\\\\s', '')) = ''";
            assertThat(number(connection, "SELECT COUNT(*) FROM ip_summary")).isEqualTo(SampleData.RECORDS);
            assertThat(number(connection, "SELECT COUNT(*) " + broken)).isEqualTo(SampleData.BROKEN);
            assertThat(number(connection, "SELECT COUNT(*) FROM ip_summary WHERE parse_content IS NULL"))
                    .isEqualTo(3);
            assertThat(number(
                            connection,
                            "SELECT COUNT(*) FROM (SELECT * FROM ip_summary ORDER BY id LIMIT 1000) t "
                                    + broken.substring("FROM ip_summary ".length())))
                    .isEqualTo(SampleData.BROKEN_IN_FIRST_THOUSAND);
            assertThat(number(connection, "SELECT MIN(id) FROM ip_summary")).isEqualTo(1_000_001);
            assertThat(number(connection, "SELECT MAX(id) FROM ip_summary")).isEqualTo(1_117_791);
            assertThat(number(connection, "SELECT COUNT(DISTINCT member_code) FROM ip_summary WHERE id < 1001001"))
                    .isGreaterThan(35);
            assertThat(number(
                            connection,
                            "SELECT COUNT(*) FROM ip_summary WHERE member_code = 'noun.animal' AND parse_content LIKE"
                                    + " 'cat, true cat: feline mammal%'"))
                    .isEqualTo(1);
        }
    }

    @Test
    void theLedgerCommitsToDisk() throws Exception {
        URI url = URI.create(stack.settings().get("LEDGER_URL"));
        String[] account = url.getUserInfo().split(":", 2);
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(),
                        account[0],
                        account[1]);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "SELECT current_database(), current_setting('fsync'), current_setting('synchronous_commit')")) {
            result.next();
            assertThat(result.getString(1)).isEqualTo("longhaul");
            assertThat(result.getString(2)).isEqualTo("on");
            assertThat(result.getString(3)).isEqualTo("on");
        }
    }

    @Test
    void theWebUiAnswers() throws Exception {
        HttpResponse<String> page = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(stack.settings().get("LONGHAUL_WEB_UI") + "/"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(page.statusCode()).isLessThan(400);
    }

    @Test
    void nothingListensBeyondThisMachine() throws Exception {
        List<Integer> ports = List.of(
                Integer.parseInt(stack.settings().get("MYSQL_PORT")),
                URI.create(stack.settings().get("LEDGER_URL")).getPort(),
                URI.create("http://" + stack.settings().get("TEMPORAL_ADDRESS")).getPort(),
                URI.create(stack.settings().get("LONGHAUL_WEB_UI")).getPort(),
                URI.create(stack.settings().get("OPENAI_BASE_URL")).getPort());

        NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .forEach(address -> ports.forEach(port -> assertThatThrownBy(() -> {
                            try (Socket socket = new Socket()) {
                                socket.connect(new InetSocketAddress(address, port), 1000);
                            }
                        })
                        .isInstanceOf(IOException.class)));
    }

    @Test
    void aSecondStartInTheDirectoryIsRefusedWithTheOwnersPid() throws Exception {
        StackInUse here = catchThrowableOfType(
                StackInUse.class, () -> EmbeddedStack.start(directory, EnumSet.of(Service.POSTGRES), notice -> {}));
        ForkedStack there = ForkedStack.start(directory, Service.POSTGRES);
        there.close();

        long pid = ProcessHandle.current().pid();
        assertThat(here.owner()).isEqualTo(pid);
        assertThat(here).hasMessageContaining("in use by process " + pid);
        assertThat(there.output()).contains("StackInUse").contains("in use by process " + pid);
        // And the refused ones have not let go of the lock that the first one holds.
        assertThat(ForkedStack.start(directory).output()).contains("StackInUse");
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsOneClearSentence() throws Exception {
        Path file = Files.createFile(temporary.resolve("a file"));

        assertThatThrownBy(() -> EmbeddedStack.start(file.resolve("below"), EnumSet.of(Service.POSTGRES), notice -> {}))
                .isInstanceOf(EmbeddedException.class)
                .hasMessageContaining("cannot write its data under " + file.resolve("below"))
                .hasMessageContaining("use another directory");
    }
}
