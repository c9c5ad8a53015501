package io.longhaul.activities.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteFileTest {

    @TempDir
    Path folder;

    private Path make(String... statements) throws SQLException {
        Path path = folder.resolve("a file?.db");
        write(path, statements);
        return path;
    }

    private static void write(Path path, String... statements) throws SQLException {
        String escaped = path.toString().replace("?", "%3f");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:file:" + escaped);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static TableReader reader(SqliteSession session, String table) {
        SqliteTable found = session.schema().table(table).orElseThrow();
        return new TableReader(session, Objects.requireNonNull(RowKeys.of(found)));
    }

    @Test
    void nothingCanBeWrittenAndTheFileStaysAsItWas() throws Exception {
        SqliteFile file = SqliteFile.at(make("CREATE TABLE t (id INTEGER PRIMARY KEY)", "INSERT INTO t VALUES (1)"));
        Fingerprint before = file.fingerprint();

        try (SqliteSession session = file.open()) {
            assertThat(session.number("t", "SELECT count(*) FROM t")).isEqualTo(1);
            assertThatThrownBy(() -> session.read("table t", "DELETE FROM t", row -> true))
                    .isInstanceOf(MigrationException.class);
        }
        assertThatCode(() -> file.requireUnchanged(before)).doesNotThrowAnyException();
    }

    @Test
    void whatIsInTheLogOfAFileBehindALinkIsReadAndNoticed() throws Exception {
        Path path = make("PRAGMA journal_mode = wal", "CREATE TABLE t (id INTEGER PRIMARY KEY)");
        Path link = Files.createSymbolicLink(folder.resolve("link.db"), path);
        SqliteFile file = SqliteFile.at(link);
        Fingerprint before = file.fingerprint();
        try (Connection writer = DriverManager.getConnection(
                        "jdbc:sqlite:file:" + path.toString().replace("?", "%3f"));
                Statement statement = writer.createStatement()) {
            statement.execute("INSERT INTO t VALUES (1)");
            assertThatThrownBy(() -> file.requireUnchanged(before)).isInstanceOf(MigrationException.class);
            try (SqliteSession session = file.open()) {
                assertThat(session.number("t", "SELECT count(*) FROM t")).isEqualTo(1);
            }
        }
    }

    @Test
    void aChangeDuringTheRunIsNoticedWithAndWithoutAWriteAheadLog() throws Exception {
        Path path = make("CREATE TABLE t (id INTEGER PRIMARY KEY)");
        SqliteFile file = SqliteFile.at(path);
        Fingerprint before = file.fingerprint();
        write(path, "INSERT INTO t VALUES (1)");
        assertThatThrownBy(() -> file.requireUnchanged(before)).hasMessageContaining("has changed since the run began");

        write(path, "PRAGMA journal_mode = wal");
        Fingerprint wal = file.fingerprint();
        try (Connection writer = DriverManager.getConnection(
                        "jdbc:sqlite:file:" + path.toString().replace("?", "%3f"));
                Statement statement = writer.createStatement()) {
            statement.execute("INSERT INTO t VALUES (2)");
            assertThatThrownBy(() -> file.requireUnchanged(wal)).isInstanceOf(MigrationException.class);
            try (SqliteSession session = file.open()) {
                assertThat(session.number("t", "SELECT count(*) FROM t"))
                        .as("what is in the log is read, too")
                        .isEqualTo(2);
            }
        }
    }

    @Test
    void whatIsNoDatabaseIsRefusedWithAWayOut() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "no database");

        assertThatThrownBy(() -> SqliteFile.at(folder.resolve("missing.db"))).hasMessageContaining("there is no file");
        assertThatThrownBy(() -> SqliteFile.at(text)).hasMessageContaining("is no SQLite database");
    }

    @Test
    void aDamagedTableSaysSo() throws Exception {
        Path path = make(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO t SELECT i,"
                        + " 'a text of some length ' || i FROM n");
        byte[] bytes = Files.readAllBytes(path);
        Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 8192, (byte) 0x5a);
        Files.write(path, bytes);

        try (SqliteSession session = SqliteFile.at(path).open()) {
            TableReader reader = reader(session, "t");
            assertThatThrownBy(() -> reader.readAll(List.of("v"), List.of(), row -> true))
                    .hasMessageContaining("table t")
                    .hasMessageContaining("is damaged");
        }
    }

    @Test
    void bordersCutATableIntoBatchesThatHoldEachRowOnce() throws Exception {
        Path path = make(
                "CREATE TABLE t (v TEXT)",
                "INSERT INTO t (rowid, v) VALUES (-5, 'a'), (1, 'b'), (7, 'c'), (100, 'd'), (9223372036854775807, 'e')");
        try (SqliteSession session = SqliteFile.at(path).open()) {
            TableReader reader = reader(session, "t");
            List<SourceKey> borders = reader.borders(null, 2, 10);

            assertThat(borders)
                    .containsExactly(
                            SourceKey.of("t", "1"), SourceKey.of("t", "100"), SourceKey.of("t", "9223372036854775807"));
            assertThat(reader.borders(null, 2, 1)).containsExactly(SourceKey.of("t", "1"));
            assertThat(read(reader, borders)).containsExactly("-5", "1", "7", "100", "9223372036854775807");
        }
    }

    @Test
    void tablesWithoutRowidAreReadByKeysOfAnyType() throws Exception {
        Path path = make(
                "CREATE TABLE t (a, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID",
                "INSERT INTO t VALUES (1, 'x'), (1.5, 'it''s'), ('text', ''), (x'00ff', 'z'), (2, 'nul' || char(0)),"
                        + " (9e999, 'inf')");
        try (SqliteSession session = SqliteFile.at(path).open()) {
            TableReader reader = reader(session, "t");

            assertThat(read(reader, reader.borders(null, 1, 100)))
                    .containsExactly(
                            "1, 'x'",
                            "1.5, 'it''s'",
                            "2, CAST(X'6e756c00' AS TEXT)",
                            "9e999, 'inf'",
                            "'text', ''",
                            "X'00ff', 'z'");
        }
    }

    private static List<String> read(TableReader reader, List<SourceKey> borders) {
        List<String> rows = new ArrayList<>();
        SourceKey after = null;
        for (SourceKey until : borders) {
            reader.read(
                    new KeyRange(after, until),
                    List.of(),
                    List.of(),
                    row -> rows.add(reader.keys().text(row)));
            after = until;
        }
        return rows;
    }

    @Test
    void aKeyThatIsNoLiteralNeverReachesSql() {
        RowKeys keys = new RowKeys("t", List.of("id"));

        assertThat(keys.at(SourceKey.of("t", "12"))).isEqualTo("\"id\" = 12");
        for (String key : List.of("1; DROP TABLE t", "id", "1 OR 1", "'a' || 'b'", "--", "")) {
            assertThatThrownBy(() -> keys.at(SourceKey.of("t", key))).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> keys.at(SourceKey.of("other", "12"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void textOfAUtf16DatabaseComesAsUtf8() throws Exception {
        Path path = make("PRAGMA encoding = 'UTF-16le'", "CREATE TABLE t (v TEXT)", "INSERT INTO t VALUES ('é☃😀')");
        try (SqliteSession session = SqliteFile.at(path).open()) {
            List<String> texts = new ArrayList<>();
            session.read(
                    "table t", "SELECT v FROM t", row -> texts.add(new String(row.bytes(0), StandardCharsets.UTF_8)));
            assertThat(texts).containsExactly("é☃😀");
        }
    }

    @Test
    void theSchemaIsReadWithWhatPragmasLeaveOut() throws Exception {
        Path path = make("""
                CREATE TABLE [odd "one"] (
                  id INTEGER PRIMARY KEY AUTOINCREMENT, -- a comment, with a comma
                  `name` VARCHAR (20) NOT NULL COLLATE NOCASE DEFAULT ('a, (b)') CONSTRAINT short CHECK (length(name) < 20),
                  twice INTEGER GENERATED ALWAYS AS (id * 2) VIRTUAL,
                  parent UNSIGNED BIG INT CONSTRAINT up REFERENCES [odd "one"] (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
                  x, CHECK (x <> ')'), CONSTRAINT pair UNIQUE (name, x)
                )
                """, "CREATE INDEX partial ON [odd \"one\"] (lower(name) DESC, x) WHERE x > 3");
        try (SqliteSession session = SqliteFile.at(path).open()) {
            SqliteTable table = session.schema().table("ODD \"ONE\"").orElseThrow();

            assertThat(table.rowidAlias()).isEqualTo("id");
            assertThat(table.columns().stream().map(SqliteColumn::declared))
                    .containsExactly("INTEGER", "VARCHAR (20)", "INTEGER", "UNSIGNED BIG INT", "");
            assertThat(table.column("name").orElseThrow().collation()).isEqualTo("NOCASE");
            assertThat(table.column("twice").orElseThrow().generatedSql()).isEqualTo("id * 2");
            assertThat(table.checks())
                    .containsExactly(
                            new SqliteCheck("short", "name", "length(name) < 20"),
                            new SqliteCheck(null, null, "x <> ')'"));
            assertThat(table.foreignKeys()).singleElement().satisfies(key -> {
                assertThat(key.name()).isEqualTo("up");
                assertThat(key.onDelete()).isEqualTo("CASCADE");
                assertThat(key.deferred()).isTrue();
            });
            assertThat(table.indexes())
                    .filteredOn(index -> index.name().equals("partial"))
                    .singleElement()
                    .satisfies(index -> {
                        assertThat(index.where()).isEqualTo("x > 3");
                        assertThat(index.parts().get(0).expression()).isEqualTo("lower(name)");
                        assertThat(index.parts().get(0).descending()).isTrue();
                    });
        }
    }
}
