package io.longhaul.activities.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MysqlErrorsTest {

    private static final MysqlSettings AT = MariaDb.newDatabase();
    private static final Connections.Patience LITTLE =
            new Connections.Patience(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2));

    @Test
    void anUnknownHostIsUnavailableAndNamesTheSetting() {
        MysqlSettings elsewhere = new MysqlSettings("no-such-host.invalid", 3306, "u", "p", "d");

        assertFails(elsewhere, FailureKind.UNAVAILABLE, "no-such-host.invalid", "MYSQL_HOST");
    }

    @Test
    void aPortWhereNobodyListensIsUnavailableAndNamesTheSetting() throws IOException {
        MysqlSettings elsewhere = new MysqlSettings("127.0.0.1", freePort(), "u", "p", "d");

        assertFails(elsewhere, FailureKind.UNAVAILABLE, elsewhere.address(), "MYSQL_HOST and MYSQL_PORT");
    }

    @Test
    void aServerThatAcceptsAndSaysNothingIsATimeOut() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            MysqlSettings elsewhere = new MysqlSettings("127.0.0.1", silent.getLocalPort(), "u", "p", "d");

            assertFails(elsewhere, FailureKind.TIMEOUT, elsewhere.address());
        }
    }

    @Test
    void aWrongPasswordIsUnauthorizedAndNotShown() {
        MysqlSettings wrong = new MysqlSettings(AT.host(), AT.port(), AT.user(), "wr0ng-one", AT.database());

        MigrationException told =
                assertFails(wrong, FailureKind.UNAUTHORIZED, "refuses user longhaul", "MYSQL_USER and MYSQL_PASSWORD");
        assertThat(told.getMessage()).doesNotContain("wr0ng-one");
    }

    @Test
    void aDatabaseThatTheUserMayNotSeeIsUnauthorized() {
        MysqlSettings wrong = new MysqlSettings(AT.host(), AT.port(), AT.user(), AT.password(), "mysql");

        assertFails(wrong, FailureKind.UNAUTHORIZED, "into database mysql", "MYSQL_DATABASE", "grant SELECT");
    }

    @Test
    void anUnknownDatabaseIsAMismatch() {
        MysqlSettings wrong = new MysqlSettings(AT.host(), AT.port(), "tests", "", "no such/database?");

        assertFails(wrong, FailureKind.SCHEMA_MISMATCH, "has no database no such/database?", "MYSQL_DATABASE");
    }

    @Test
    void aDatabaseMayHaveAnyName() {
        MysqlSettings odd = MariaDb.newDatabase("odd name/ü?&=%41`");
        MariaDb.execute(odd, "CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");

        try (MysqlSource source = new MysqlSource(odd, 1)) {
            assertThat(source.first(source.shape("t"))).contains(SourceKey.of("1"));
        }
    }

    @Test
    void aTableThatTheUserMayReadOnlyInPartIsUnauthorized() {
        MariaDb.execute(AT, "CREATE TABLE hidden (id INT PRIMARY KEY, body TEXT)");
        MariaDb.asAdmin(
                "CREATE USER blind@'%' IDENTIFIED BY 'x'",
                "GRANT SELECT (id, body), INSERT ON " + AT.database() + ".hidden TO blind@'%'");
        MysqlSettings blind = new MysqlSettings(AT.host(), AT.port(), "blind", "x", AT.database());

        try (MysqlSource source = new MysqlSource(blind, 1)) {
            TableShape shape = source.shape("hidden");
            MariaDb.asAdmin("REVOKE SELECT (body) ON " + AT.database() + ".hidden FROM blind@'%'");

            assertKind(
                    () -> source.read(shape, List.of("body"), "body", List.of(SourceKey.of("1"))),
                    FailureKind.UNAUTHORIZED,
                    "user blind",
                    "grant SELECT");
        }
    }

    @Test
    void aTableOrColumnThatWentAwayIsAMismatch() {
        MariaDb.execute(AT, "CREATE TABLE fleeting (id INT PRIMARY KEY, body TEXT)");
        try (MysqlSource source = new MysqlSource(AT, 1)) {
            TableShape shape = source.shape("fleeting");
            Rows range = Rows.of(new KeyRange(null, SourceKey.of("9")));

            MariaDb.execute(AT, "ALTER TABLE fleeting DROP COLUMN body");
            assertKind(
                    () -> source.read(shape, List.of(), "body", range, record -> {}),
                    FailureKind.SCHEMA_MISMATCH,
                    "no longer a column");
            MariaDb.execute(AT, "DROP TABLE fleeting");
            assertKind(() -> source.count(shape, null), FailureKind.SCHEMA_MISMATCH, "fleeting", "MYSQL_TABLE");
        }
    }

    @Test
    void aKeyThatDoesNotFitTheTableIsAMismatchThatDoesNotShowIt() {
        MariaDb.execute(AT, "CREATE TABLE ints (id INT PRIMARY KEY)");
        try (MysqlSource source = new MysqlSource(AT, 1)) {
            TableShape shape = source.shape("ints");

            MigrationException letters = assertKind(
                    () -> source.existing(shape, List.of(SourceKey.of("letters"))),
                    FailureKind.SCHEMA_MISMATCH,
                    "does not fit the types",
                    "--fresh");
            assertThat(letters.getMessage()).doesNotContain("letters");
            assertKind(
                    () -> source.existing(shape, List.of(SourceKey.of("1", "2"))),
                    FailureKind.SCHEMA_MISMATCH,
                    "a key of 2 columns");
        }
    }

    @Test
    void aServerThatIsBusyForTooLongIsATimeOut() throws SQLException {
        MariaDb.execute(AT, "CREATE TABLE locked (id INT PRIMARY KEY)");
        try (MysqlSource source = new MysqlSource(new Connections(AT, 1, LITTLE));
                Connection other = MariaDb.admin(AT.database());
                Statement statement = other.createStatement()) {
            TableShape shape = source.shape("locked");
            statement.execute("LOCK TABLES locked WRITE");

            assertKind(() -> source.first(shape), FailureKind.TIMEOUT, "does not answer in time");

            statement.execute("UNLOCK TABLES");
            assertThat(source.first(shape)).isEmpty();
        }
    }

    @Test
    void aConnectionThatIsKilledWhileReadingIsUnavailableAndTheNextOneWorks() {
        MariaDb.execute(
                AT,
                "CREATE TABLE streamed (id INT PRIMARY KEY, body TEXT)",
                "INSERT INTO streamed SELECT seq, REPEAT('x', 1000) FROM seq_1_to_50000");
        try (MysqlSource source = new MysqlSource(AT, 1)) {
            TableShape shape = source.shape("streamed");
            Rows all = Rows.of(new KeyRange(null, SourceKey.of("50000")));

            for (String at : List.of("1", "10", "1000", "20000")) {
                assertKind(
                        () -> source.read(shape, List.of(), "body", all, record -> {
                            if (record.key().equals(SourceKey.of(at))) {
                                killConnectionsOf(AT.database());
                            }
                        }),
                        FailureKind.UNAVAILABLE,
                        "MySQL");
                assertThat(source.count(shape, null)).isEqualTo(50_000);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1205, HY000, TIMEOUT",
        "3024, HY000, TIMEOUT",
        "1969, 70100, TIMEOUT",
        "1213, 40001, UNAVAILABLE",
        "1040, 08004, UNAVAILABLE",
        "1053, 08S01, UNAVAILABLE",
        "1317, 70100, UNAVAILABLE",
        "0, 08S01, UNAVAILABLE",
        "1045, 28000, UNAUTHORIZED",
        "4711, 28000, UNAUTHORIZED",
        "1049, 42000, SCHEMA_MISMATCH",
        "4711, HY000, UNKNOWN",
        "0, S1000, UNKNOWN"
    })
    void everyErrorOfTheServerHasItsKindAndItsOwnWordsStayInTheCause(int code, String state, FailureKind kind) {
        SQLException error = new SQLException("Incorrect value 'a customer'", state, code);

        MigrationException told = MysqlErrors.of(AT, "table x.y", new SQLException("of the pool", error));

        assertThat(told.kind()).isEqualTo(kind);
        assertThat(told.getMessage()).contains(AT.address()).doesNotContain("customer", "\n");
        assertThat(told).hasRootCause(error);
    }

    @Test
    void theDriversOwnTimeOutIsATimeOut() {
        assertThat(MysqlErrors.of(AT, "table x.y", new SQLTimeoutException("late"))
                        .kind())
                .isEqualTo(FailureKind.TIMEOUT);
    }

    @Test
    void settingsDoNotShowThePassword() {
        assertThat(AT.toString()).contains(AT.describe(), "longhaul").doesNotContain(AT.password());
        assertThat(new MysqlSettings("::1", 3306, "u", "p", "d").describe()).isEqualTo("[::1]:3306/d");
    }

    @Test
    void aHostThatWouldChangeTheConnectionIsRefused() {
        IllegalArgumentException told = catchThrowableOfType(
                IllegalArgumentException.class,
                () -> new MysqlSettings("db/?allowLoadLocalInfile=true&x=", 3306, "u", "p", "d"));

        assertThat(told).hasMessageContaining("MYSQL_HOST");
    }

    private static MigrationException assertFails(MysqlSettings at, FailureKind kind, String... told) {
        try (MysqlSource source = new MysqlSource(new Connections(at, 1, LITTLE))) {
            return assertKind(() -> source.shape("memos"), kind, told);
        }
    }

    private static MigrationException assertKind(Runnable reading, FailureKind kind, String... told) {
        MigrationException failure = catchThrowableOfType(MigrationException.class, reading::run);
        assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
        assertThat(failure.getMessage()).contains(told).doesNotContain("\n");
        return failure;
    }

    private static void killConnectionsOf(String database) {
        try (Connection connection = MariaDb.admin("");
                Statement statement = connection.createStatement()) {
            StringBuilder ids = new StringBuilder();
            try (ResultSet row = statement.executeQuery("SELECT id FROM information_schema.processlist WHERE user = '"
                    + AT.user() + "' AND db = '" + database + "'")) {
                while (row.next()) {
                    ids.append("KILL ").append(row.getLong(1)).append('\n');
                }
            }
            for (String kill : ids.toString().strip().split("\n", -1)) {
                statement.execute(kill);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
