package io.longhaul.activities.relational;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.activities.PostgresServer;
import io.longhaul.activities.sqlite.RowKeys;
import io.longhaul.activities.sqlite.SqliteFile;
import io.longhaul.activities.sqlite.SqliteRow;
import io.longhaul.activities.sqlite.SqliteSession;
import io.longhaul.activities.sqlite.TableReader;
import io.longhaul.embedded.sample.League;
import io.longhaul.workflows.relational.PgType;
import io.longhaul.workflows.relational.Rule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** What a real PostgreSQL makes of plans, statements and bytes. */
class PostgresTest {

    private static final byte[] SIGNATURE = HexFormat.of().parseHex("5047434f50590aff0d0a00" + "00000000" + "00000000");

    @TempDir
    Path folder;

    @RegisterExtension
    static final PostgresServer SERVER = new PostgresServer();

    /** The rows that fit, by table, as PostgreSQL's binary COPY; those that break a constraint stay out. */
    private static List<byte[]> rows(SqliteSession session, TablePlan table) {
        List<ColumnPlan> columns = table.copied();
        List<Converter> converters = columns.stream().map(Converter::of).toList();
        List<String> sources = columns.stream()
                .map(ColumnPlan::source)
                .filter(Objects::nonNull)
                .toList();
        List<String> violations = new RowConverter(table, 0).conditions();
        RowKeys keys = RowKeys.of(session.schema().table(table.source()).orElseThrow());
        TableReader reader = new TableReader(session, Objects.requireNonNull(keys));
        List<byte[]> rows = new ArrayList<>();
        reader.readAll(sources, violations, row -> {
            if (!breaks(row, reader.firstColumn() + sources.size())) {
                PgBinary out = new PgBinary(64);
                out.putShort(columns.size());
                int source = 0;
                boolean fits = true;
                for (int i = 0; i < columns.size(); i++) {
                    int column = columns.get(i).source() == null ? -1 : reader.firstColumn() + source++;
                    fits &= converters.get(i).convert(row, column, out) == null;
                }
                if (fits) {
                    rows.add(Arrays.copyOf(out.array(), out.length()));
                }
            }
            return true;
        });
        return rows;
    }

    private static boolean breaks(SqliteRow row, int from) {
        for (int i = from; i < row.columns(); i++) {
            if (row.type(i) == SqliteRow.INTEGER && row.integer(i) == 1) {
                return true;
            }
        }
        return false;
    }

    private static void migrate(SqliteFile file, Discovered discovered) throws Exception {
        Ddl ddl = new Ddl(discovered.plan());
        try (Connection connection = SERVER.connect();
                SqliteSession session = file.open()) {
            execute(connection, "DROP SCHEMA IF EXISTS public CASCADE", ddl.createSchema());
            AbsentRows.find(session, discovered.plan());
            for (TablePlan table : discovered.plan().tables()) {
                execute(connection, ddl.createTable(table));
                List<byte[]> rows = rows(session, table);
                String columns = columns(table);
                ByteArrayOutputStream copied = new ByteArrayOutputStream();
                copied.writeBytes(SIGNATURE);
                rows.forEach(copied::writeBytes);
                copied.writeBytes(new byte[] {-1, -1});
                CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
                copy.copyIn(
                        "COPY " + ddl.name(table) + columns + " FROM STDIN (FORMAT binary)",
                        new ByteArrayInputStream(copied.toByteArray()));
                ByteArrayOutputStream back = new ByteArrayOutputStream();
                copy.copyOut("COPY " + ddl.name(table) + columns + " TO STDOUT (FORMAT binary)", back);
                assertThat(values(back.toByteArray()))
                        .as("rows of %s as PostgreSQL gives them back", table.source())
                        .containsExactlyElementsOf(values(copied.toByteArray()));
            }
            execute(connection, ddl.afterCopy().toArray(String[]::new));
        }
    }

    private static String columns(TablePlan table) {
        return table.copied().stream()
                .map(column -> PgNames.quoted(column.target()))
                .collect(Collectors.joining(", ", " (", ")"));
    }

    private static List<String> values(byte[] copy) {
        ByteBuffer bytes = ByteBuffer.wrap(copy);
        bytes.position(SIGNATURE.length);
        List<String> rows = new ArrayList<>();
        for (short fields = bytes.getShort(); fields >= 0; fields = bytes.getShort()) {
            StringBuilder row = new StringBuilder();
            for (int i = 0; i < fields; i++) {
                int length = bytes.getInt();
                if (length < 0) {
                    row.append("NULL ");
                    continue;
                }
                byte[] value = new byte[length];
                bytes.get(value);
                boolean large = length > 1_000;
                row.append(
                                large
                                        ? "of " + length + ": " + Arrays.hashCode(value)
                                        : HexFormat.of().formatHex(value))
                        .append(' ');
            }
            rows.add(row.toString());
        }
        return rows;
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static List<Rule> proposals(Discovered discovered) {
        return discovered.unresolved().stream()
                .map(Issue::proposal)
                .filter(Objects::nonNull)
                .toList();
    }

    @Test
    void theDatabaseWithEveryFlawArrivesWithTheProposedRules() throws Exception {
        SqliteFile file = PlantedFlawsTest.makeDatabase(folder);
        Discovered first = Database.discover(file, List.of());

        migrate(file, Database.discover(file, proposals(first)));

        assertThat(SERVER.one("SELECT count(*) FROM clean_parent")).isEqualTo("2");
        assertThat(SERVER.one("SELECT count(*) FROM children")).isEqualTo("2");
        assertThat(SERVER.one("SELECT string_agg(mixed::text, ', ' ORDER BY id) FROM quality WHERE mixed IS NOT NULL"))
                .isEqualTo("2024-05-31 10:00:00, 2024-05-31 00:00:00, 2024-05-31 10:00:00, 2024-05-31 10:15:00,"
                        + " 2024-05-31 00:00:00");
        assertThat(SERVER.one("SELECT twice FROM computed")).isEqualTo("8");
        assertThat(SERVER.one("SELECT nextval(pg_get_serial_sequence('clean_parent', 'id'))"))
                .isEqualTo("3");
    }

    @Test
    void theSampleArrivesWithTheProposedRules() throws Exception {
        Path path = folder.resolve("league.db");
        assertThat(League.make(path)).isTrue();
        assertThat(League.make(path)).isFalse();
        SqliteFile file = SqliteFile.at(path);
        Discovered first = Database.discover(file, List.of());
        assertThat(first.tables()).hasSize(League.TABLES);
        assertThat(first.unresolved()).hasSizeGreaterThan(8);

        Discovered second = Database.discover(file, proposals(first));
        assertThat(second.unresolved()).isEmpty();
        migrate(file, second);

        assertThat(SERVER.one("SELECT count(*) FROM player")).isEqualTo("4000");
        assertThat(SERVER.one("SELECT count(*) FROM card")).isEqualTo("89970");
        assertThat(SERVER.one("SELECT count(*) FROM pack WHERE opened < '2021-04-01'"))
                .isEqualTo("0");
    }

    @Test
    void valuesMeanInPostgresWhatTheyMeantInSqlite() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE v (id INTEGER PRIMARY KEY, n NUMERIC, m DECIMAL(30,10), d DATE, t TIME, ts TIMESTAMP, tz"
                        + " TIMESTAMPTZ, j JSON, u UUID, r REAL)",
                """
                INSERT INTO v (n, m, d, t, ts, tz, j, u, r) VALUES
                  (0.1, 12345678.0000000001, '0001-01-01', '23:59:59.999999', '9999-12-31 23:59:59.999999',
                   '1969-12-31 23:59:59-00:30', '{"b": 1.50, "a": [true, null, "\\u00e9", 1e3]}',
                   '0188B2A69D5A7C3E8F000123456789AB', -0.0),
                  (-123456789012345, 0, '1600-02-29', '00:00', '1600-02-29', '2024-02-29T12:00Z', '"x"', NULL, 9e999),
                  (1e25, -0.5, NULL, NULL, NULL, NULL, NULL, NULL, 1e-320)
                """);
        migrate(database.file(), database.discover());

        assertThat(SERVER.one("SELECT string_agg(n::text, ' ' ORDER BY id) FROM v"))
                .isEqualTo("0.1 -123456789012345 10000000000000000000000000");
        assertThat(SERVER.one("SELECT d || ' ' || t || ' ' || ts FROM v WHERE id = 1"))
                .isEqualTo("0001-01-01 23:59:59.999999 9999-12-31 23:59:59.999999");
        assertThat(SERVER.one("SELECT string_agg((tz AT TIME ZONE 'UTC')::text, ', ' ORDER BY id) FROM v"))
                .isEqualTo("1970-01-01 00:29:59, 2024-02-29 12:00:00");
        assertThat(SERVER.one("SELECT j FROM v WHERE id = 1"))
                .isEqualTo("{\"a\": [true, null, \"é\", 1000], \"b\": 1.50}");
        assertThat(SERVER.one("SELECT u FROM v WHERE id = 1")).isEqualTo("0188b2a6-9d5a-7c3e-8f00-0123456789ab");
        assertThat(SERVER.one("SELECT string_agg(m::text, ' ' ORDER BY id) FROM v"))
                .isEqualTo("12345678.0000000000 0.0000000000 -0.5000000000");
    }

    /** {@link #migrate} compares the bytes. */
    @Test
    void aDocumentIsSentAsTheServerGivesItBack() throws Exception {
        List<String> documents = List.of(
                "{}",
                " [ ] ",
                "{\"bb\":1,\"a\":2,\"B\":3,\"\":4,\"é\":5,\"zz\":{\"y\":1,\"x\":[{}]}}",
                "{\"a\":1,\"b\":[2,3],\"a\":{\"c\":\"last\"}}",
                "[1.10,-0,-0.0,0.5e1,1.50E1,1e-2,12E+3,100,-7.5e-3,1E0,0e7]",
                "\"\\u0001\\b\\f\\n\\r\\t\\\"\\\\\\/\\u001f\\u007f é ☃ 😀 \\ud83d\\ude00\"",
                "true",
                "null",
                "[[[[\"deep\"]]],1e400]");
        Database database = Database.make(
                folder,
                "CREATE TABLE v (id INTEGER PRIMARY KEY, j JSON)",
                documents.stream()
                        .map(json -> "('" + json + "')")
                        .collect(Collectors.joining(", ", "INSERT INTO v (j) VALUES ", "")));
        migrate(database.file(), database.discover());

        assertThat(SERVER.one("SELECT count(j) FROM v")).isEqualTo(Integer.toString(documents.size()));
        assertThat(SERVER.one("SELECT j FROM v WHERE id = 4")).isEqualTo("{\"a\": {\"c\": \"last\"}, \"b\": [2, 3]}");
    }

    /** As another project ships them, unchanged. */
    @ParameterizedTest
    @CsvSource({"testSqlite3b.db, my_table1, 10", "testSQLITE3.db, tika, 2"})
    void databasesThatPackagesShipArriveWhole(String name, String table, int columns) throws Exception {
        Path path = folder.resolve(name);
        try (InputStream shipped = Objects.requireNonNull(getClass().getResourceAsStream("/test-documents/" + name))) {
            Files.copy(shipped, path);
        }
        SqliteFile file = SqliteFile.at(path);
        Discovered discovered = Database.discover(file, List.of());
        assertThat(discovered.unresolved()).isEmpty();
        migrate(file, discovered);

        TableFindings found = Objects.requireNonNull(discovered.tables().get(table));
        assertThat(SERVER.one("SELECT count(*) FROM " + table)).isEqualTo(String.valueOf(found.rows()));
        assertThat(SERVER.one("SELECT count(*) FROM information_schema.columns WHERE table_name = '" + table + "'"))
                .isEqualTo(String.valueOf(columns));
    }

    @Test
    void addedRenamedAndLeftOutColumnsComeAsTheRulesSay() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE users (id INTEGER PRIMARY KEY, secret TEXT, email TEXT, info TEXT, at TEXT)",
                "INSERT INTO users (secret, email, info, at) VALUES ('s', NULL, '{\"a\": 1}', '2024-01-01 10:00:00')");
        migrate(
                database.file(),
                database.discover(
                        new Rule.LeaveOut("users", "secret", null),
                        new Rule.Default("users", "email", "unknown"),
                        new Rule.SetType("users", "info", PgType.JSONB),
                        new Rule.SetType("users", "at", PgType.TIMESTAMP),
                        new Rule.Rename("users", "at", "created"),
                        new Rule.Rename("users", null, "people"),
                        new Rule.Add("*", "user_id", PgType.TEXT, "u-1")));

        assertThat(SERVER.one("SELECT row_to_json(p) FROM people AS p"))
                .isEqualTo("{\"id\":1,\"email\":\"unknown\",\"info\":{\"a\": 1},\"created\":\"2024-01-01T10:00:00\","
                        + "\"user_id\":\"u-1\"}");
    }
}
