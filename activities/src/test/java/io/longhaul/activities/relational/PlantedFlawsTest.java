package io.longhaul.activities.relational;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.longhaul.activities.sqlite.SqliteFile;
import io.longhaul.workflows.relational.IssueKind;
import io.longhaul.workflows.relational.Rule;
import io.longhaul.workflows.relational.Rules;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database with every flaw: what was planted is what is reported, and nothing else. */
public class PlantedFlawsTest {

    private static final String LONG =
            "a_name_that_goes_on_and_on_and_on_and_on_until_it_is_longer_than_postgresql_keeps";

    private static final String[] CLEAN = {
        """
        CREATE TABLE clean_parent (
          id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, code VARCHAR(5), active BOOLEAN DEFAULT 1,
          born DATE, created TIMESTAMP DEFAULT CURRENT_TIMESTAMP, price DECIMAL(8,2) CHECK (price >= 0), score REAL,
          data JSON, uid UUID, raw BLOB, small SMALLINT, zoned TIMESTAMP)
        """,
        """
        CREATE TABLE clean_child (
          a INTEGER NOT NULL, b TEXT NOT NULL, parent_id INTEGER REFERENCES clean_parent ON DELETE CASCADE,
          PRIMARY KEY (a, b))
        """,
        """
        INSERT INTO clean_parent (name, code, born, price, score, data, uid, raw, small, zoned) VALUES
          ('one', 'abcde', '2024-02-29', 12.34, 1.5, '{"a": [1, 2.5e3]}', '0188b2a6-9d5a-7c3e-8f00-0123456789ab', x'00ff', 7,
           '2024-01-01T10:00:00Z'),
          ('zwölf ☃ 😀', 'ö☃😀ab', '1970-01-01', 0, -2, NULL, NULL, x'', -32768, '2024-01-01 10:00:00+02:00')
        """,
        "INSERT INTO clean_child VALUES (1, 'x', 1), (1, 'y', NULL), (2, 'x', 2)",
        "CREATE INDEX clean_child_parent ON clean_child (parent_id DESC) WHERE parent_id IS NOT NULL",
    };

    /** Kind, table, column or constraint, rows; and what plants it. */
    private record Flaw(IssueKind kind, String table, String subject, long rows, String... sql) {
        String line() {
            return kind + " " + table + " " + subject + " " + rows;
        }
    }

    private static Flaw flaw(IssueKind kind, String table, String subject, long rows, String... sql) {
        return new Flaw(kind, table, subject, rows, sql);
    }

    private static List<Flaw> flaws() {
        return List.of(
                // Schema compatibility
                flaw(
                        IssueKind.NULL_IN_NOT_NULL,
                        "nulls",
                        "name",
                        2,
                        "CREATE TABLE nulls (id INTEGER PRIMARY KEY, name TEXT)",
                        "INSERT INTO nulls (name) VALUES (NULL), ('x'), (NULL)",
                        "PRAGMA writable_schema = ON",
                        "UPDATE sqlite_master SET sql = 'CREATE TABLE nulls (id INTEGER PRIMARY KEY, name TEXT NOT NULL)' WHERE name = 'nulls'"),
                flaw(
                        IssueKind.NULL_IN_NOT_NULL,
                        "null_key",
                        "code",
                        1,
                        "CREATE TABLE null_key (code TEXT PRIMARY KEY)",
                        "INSERT INTO null_key VALUES ('a'), (NULL)"),
                flaw(
                        IssueKind.WRONG_TYPE,
                        "types",
                        "whole",
                        2,
                        "CREATE TABLE types (id INTEGER PRIMARY KEY, whole INT, words TEXT, bytes BLOB, fraction INTEGER, flag BOOLEAN, empty INTEGER, uid UUID)",
                        "INSERT INTO types (whole) VALUES ('many'), (x'01'), (3)"),
                flaw(IssueKind.WRONG_TYPE, "types", "words", 1, "INSERT INTO types (words) VALUES (x'6162'), ('ok')"),
                flaw(IssueKind.WRONG_TYPE, "types", "bytes", 1, "INSERT INTO types (bytes) VALUES ('text'), (x'00')"),
                flaw(
                        IssueKind.WRONG_TYPE,
                        "types",
                        "fraction",
                        2,
                        "INSERT INTO types (fraction) VALUES (1.5), (2.25), (7)"),
                flaw(IssueKind.WRONG_TYPE, "types", "flag", 2, "INSERT INTO types (flag) VALUES ('maybe'), (2), (1)"),
                flaw(
                        IssueKind.WRONG_TYPE,
                        "types",
                        "empty",
                        3,
                        "INSERT INTO types (empty) VALUES (''), (''), (''), (5)"),
                flaw(IssueKind.WRONG_TYPE, "types", "uid", 1, "INSERT INTO types (uid) VALUES ('not-a-uuid')"),
                flaw(
                        IssueKind.DUPLICATE_KEY,
                        "moments",
                        "moments_at_key",
                        1,
                        "CREATE TABLE moments (id INTEGER PRIMARY KEY, at TIMESTAMP UNIQUE)",
                        "INSERT INTO moments (at) VALUES ('2024-01-01'), ('2024-01-01 00:00:00'), ('2024-01-02')"),
                flaw(
                        IssueKind.CHECK_BROKEN,
                        "checked",
                        "checked_amount_check",
                        1,
                        "CREATE TABLE checked (id INTEGER PRIMARY KEY, amount INTEGER CHECK (amount > 0), kind TEXT CHECK (kind GLOB 'a*'))",
                        "PRAGMA ignore_check_constraints = ON",
                        "INSERT INTO checked (amount) VALUES (-1), (1), (NULL)"),
                flaw(IssueKind.CHECK_NOT_TRANSLATED, "checked", "checked_kind_check", 0),
                flaw(
                        IssueKind.DEFAULT_NOT_TRANSLATED,
                        "defaults",
                        "token",
                        0,
                        "CREATE TABLE defaults (id INTEGER PRIMARY KEY, token TEXT DEFAULT (hex(randomblob(8))), n INTEGER DEFAULT 5, s TEXT DEFAULT 'it''s', t DATETIME DEFAULT (datetime('now')))"),
                flaw(
                        IssueKind.INDEX_NOT_TRANSLATED,
                        "defaults",
                        "by_upper",
                        0,
                        "CREATE INDEX by_upper ON defaults (upper(s))",
                        "CREATE INDEX by_length ON defaults (length(s))"),
                flaw(
                        IssueKind.GENERATED_COLUMN,
                        "computed",
                        "twice",
                        0,
                        "CREATE TABLE computed (id INTEGER PRIMARY KEY, n BIGINT, twice BIGINT GENERATED ALWAYS AS (n * 2) STORED, shout TEXT AS (upper(n)))",
                        "INSERT INTO computed (n) VALUES (4)"),
                flaw(IssueKind.GENERATED_COLUMN, "computed", "shout", 0),
                flaw(
                        IssueKind.COLLATION,
                        "caseless",
                        "email",
                        0,
                        "CREATE TABLE caseless (id INTEGER PRIMARY KEY, email TEXT UNIQUE COLLATE NOCASE)"),
                flaw(
                        IssueKind.NAME_CASE,
                        "MixedCase",
                        "FirstName",
                        0,
                        "CREATE TABLE MixedCase (id INTEGER PRIMARY KEY, FirstName TEXT)"),
                flaw(IssueKind.NAME_CASE, "MixedCase", "", 0),
                flaw(
                        IssueKind.RESERVED_NAME,
                        "box",
                        "xmin",
                        0,
                        "CREATE TABLE box (id INTEGER PRIMARY KEY, xmin REAL)",
                        "INSERT INTO box VALUES (1, 0.5)"),
                flaw(
                        IssueKind.RESERVED_NAME,
                        "order",
                        "",
                        0,
                        "CREATE TABLE \"order\" (id INTEGER PRIMARY KEY, \"user\" TEXT)"),
                flaw(IssueKind.RESERVED_NAME, "order", "user", 0),
                flaw(
                        IssueKind.LONG_NAME,
                        LONG,
                        "",
                        0,
                        "CREATE TABLE " + LONG + " (id INTEGER PRIMARY KEY, c_" + LONG + " TEXT)"),
                flaw(IssueKind.LONG_NAME, LONG, "c_" + LONG, 0),
                flaw(
                        IssueKind.WITHOUT_ROWID,
                        "pairs",
                        "",
                        0,
                        "CREATE TABLE pairs (a TEXT, b INTEGER, v TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID",
                        "INSERT INTO pairs VALUES ('it''s', 1, 'v'), ('x', 2, 'w')"),
                flaw(
                        IssueKind.VIEW,
                        "plain_view",
                        "",
                        0,
                        "CREATE VIEW plain_view AS SELECT c.id, c.amount AS worth FROM checked AS c WHERE c.amount > 10"),
                flaw(
                        IssueKind.VIEW,
                        "hard_view",
                        "",
                        0,
                        "CREATE VIEW hard_view AS SELECT kind, count(*) AS n FROM checked GROUP BY kind"),
                flaw(
                        IssueKind.TRIGGER,
                        "defaults",
                        "touch",
                        0,
                        "CREATE TRIGGER touch AFTER UPDATE ON defaults BEGIN UPDATE defaults SET n = n + 1 WHERE id = new.id; END"),
                flaw(IssueKind.VIRTUAL_TABLE, "search", "", 0, "CREATE VIRTUAL TABLE search USING fts5(body)"),
                flaw(
                        IssueKind.UNREADABLE_TABLE,
                        "hidden",
                        "",
                        0,
                        "CREATE TABLE hidden (rowid TEXT, _rowid_ TEXT, oid TEXT)"),
                // Data integrity
                flaw(
                        IssueKind.ORPHAN,
                        "children",
                        "children_parent_id_fkey",
                        2,
                        "CREATE TABLE children (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES clean_parent (id), nowhere INTEGER REFERENCES missing (id), name TEXT REFERENCES clean_parent (code))",
                        "INSERT INTO children (parent_id) VALUES (99), (1), (NULL), (98)"),
                flaw(IssueKind.BROKEN_FOREIGN_KEY, "children", "children_nowhere_fkey", 0),
                flaw(IssueKind.BROKEN_FOREIGN_KEY, "children", "children_name_fkey", 0),
                flaw(
                        IssueKind.ROW_CYCLE,
                        "tree",
                        "tree_parent_fkey",
                        3,
                        "CREATE TABLE tree (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES tree (id))",
                        "INSERT INTO tree VALUES (1, NULL), (2, 1), (3, 4), (4, 3), (5, 4)"),
                // Data quality
                flaw(
                        IssueKind.STRING_TOO_LONG,
                        "quality",
                        "short",
                        1,
                        "CREATE TABLE quality (id INTEGER PRIMARY KEY, short VARCHAR(3), n SMALLINT, big INTEGER, price DECIMAL(6,2), money DECIMAL(4,2), r REAL, d DATE, at DATETIME, mixed DATETIME, doubt DATE, counted TIMESTAMP, flag BOOLEAN, t TEXT, j JSON, nanos TIMESTAMP, dt DATE)",
                        "INSERT INTO quality (short) VALUES ('four'), ('ö☃😀')"),
                flaw(IssueKind.NUMBER_OUT_OF_RANGE, "quality", "n", 1, "INSERT INTO quality (n) VALUES (32768), (1)"),
                flaw(
                        IssueKind.NUMBER_OUT_OF_RANGE,
                        "quality",
                        "big",
                        1,
                        "INSERT INTO quality (big) VALUES (99999999999999999999), (1)"),
                flaw(
                        IssueKind.NUMBER_OUT_OF_RANGE,
                        "quality",
                        "money",
                        1,
                        "INSERT INTO quality (money) VALUES (100), (99.99)"),
                flaw(
                        IssueKind.NUMBER_SCALE,
                        "quality",
                        "price",
                        1,
                        "INSERT INTO quality (price) VALUES (1.234), (1.23)"),
                flaw(
                        IssueKind.NOT_FINITE,
                        "quality",
                        "r",
                        3,
                        "INSERT INTO quality (r) VALUES (9e999), (-9e999), ('NaN'), (1)"),
                flaw(IssueKind.NOT_FINITE, "quality", "money", 1, "INSERT INTO quality (money) VALUES ('nan'), (1)"),
                flaw(
                        IssueKind.DATE_FORMAT,
                        "quality",
                        "mixed",
                        4,
                        "INSERT INTO quality (mixed) VALUES ('2024-05-31 10:00:00'), ('31.05.2024'), (1717149600), ('31.05.2024 10:15'), ('5/31/2024')"),
                flaw(IssueKind.WRONG_TYPE, "quality", "mixed", 1, "INSERT INTO quality (mixed) VALUES ('soon')"),
                flaw(
                        IssueKind.DATE_FORMAT,
                        "quality",
                        "doubt",
                        1,
                        "INSERT INTO quality (doubt) VALUES ('05/06/2024'), ('2024-01-01')"),
                flaw(
                        IssueKind.DATE_FORMAT,
                        "quality",
                        "counted",
                        2,
                        "INSERT INTO quality (counted) VALUES (1717149600123), (1717149600124)"),
                flaw(
                        IssueKind.IMPOSSIBLE_DATE,
                        "quality",
                        "d",
                        3,
                        "INSERT INTO quality (d) VALUES ('2023-02-29'), ('0000-00-00'), ('2023-13-01'), ('2023-02-28')"),
                flaw(
                        IssueKind.NUMBER_SCALE,
                        "quality",
                        "nanos",
                        1,
                        "INSERT INTO quality (nanos) VALUES ('2024-01-01 00:00:00.123456789'), ('2024-01-01 00:00:00.123456')"),
                flaw(
                        IssueKind.NUMBER_SCALE,
                        "quality",
                        "dt",
                        1,
                        "INSERT INTO quality (dt) VALUES ('2024-01-01 08:00'), ('2024-01-01 00:00:00')"),
                flaw(
                        IssueKind.DATE_FORMAT,
                        "quality",
                        "at",
                        1,
                        "INSERT INTO quality (at) VALUES ('2024-01-01 10:00:00Z'), ('2024-01-01 10:00:00')"),
                flaw(
                        IssueKind.BOOLEAN_SPELLING,
                        "quality",
                        "flag",
                        4,
                        "INSERT INTO quality (flag) VALUES ('yes'), ('No'), ('T'), ('true'), (0), ('OFF')"),
                flaw(
                        IssueKind.INVALID_UTF8,
                        "quality",
                        "t",
                        2,
                        "INSERT INTO quality (t) VALUES (CAST(x'ff41' AS TEXT)), (CAST(x'eda080' AS TEXT)), ('é')"),
                flaw(
                        IssueKind.NUL_CHARACTER,
                        "quality",
                        "t",
                        1,
                        "INSERT INTO quality (t) VALUES ('a' || char(0) || 'b')"),
                flaw(
                        IssueKind.INVALID_JSON,
                        "quality",
                        "j",
                        3,
                        "INSERT INTO quality (j) VALUES ('{broken'), ('{\"a\": 1} x'), ('[1, \"\\ud800\"]'), ('{\"a\": 1}')"),
                flaw(
                        IssueKind.NUL_CHARACTER,
                        "quality",
                        "j",
                        1,
                        "INSERT INTO quality (j) VALUES ('{\"a\": \"\\u0000\"}')"),
                // Migration logic
                flaw(
                        IssueKind.TABLE_CYCLE,
                        "ring_a",
                        "",
                        0,
                        "CREATE TABLE ring_a (id INTEGER PRIMARY KEY, b INTEGER REFERENCES ring_b (id))",
                        "CREATE TABLE ring_b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES ring_a (id))"),
                flaw(IssueKind.TABLE_CYCLE, "ring_b", "", 0),
                flaw(
                        IssueKind.NO_KEY,
                        "keyless",
                        "",
                        0,
                        "CREATE TABLE keyless (name TEXT)",
                        "INSERT INTO keyless VALUES ('a'), ('a')"),
                flaw(
                        IssueKind.NO_KEY,
                        "untyped",
                        "",
                        0,
                        "CREATE TABLE untyped (mix, whole, bytes)",
                        "INSERT INTO untyped VALUES (1, 1, x'00'), ('a', 2, x'01')"),
                flaw(IssueKind.WRONG_TYPE, "untyped", "mix", 1),
                flaw(
                        IssueKind.INDEX_TOO_LARGE,
                        "indexed",
                        "indexed_body",
                        1,
                        "CREATE TABLE indexed (id INTEGER PRIMARY KEY, body TEXT)",
                        "CREATE INDEX indexed_body ON indexed (body)",
                        "INSERT INTO indexed (body) VALUES ('"
                                + new Random(7)
                                        .ints(4_000, '!', '~')
                                        .filter(character -> character != '\'')
                                        .mapToObj(Character::toString)
                                        .collect(Collectors.joining())
                                + "'), ('" + "so ".repeat(4_000) + "')"),
                flaw(
                        IssueKind.ROW_TOO_LARGE,
                        "keyless_large",
                        "",
                        1,
                        "CREATE TABLE keyless_large (id INTEGER PRIMARY KEY, content BLOB)",
                        "INSERT INTO keyless_large (content) VALUES (zeroblob(33000000)), (x'00')"));
    }

    @TempDir
    Path folder;

    private Database database;

    @BeforeEach
    void make() throws SQLException {
        database = make(folder);
    }

    /** The database that the other tests migrate as well. */
    public static SqliteFile makeDatabase(Path folder) throws SQLException {
        return make(folder).file();
    }

    private static Database make(Path folder) throws SQLException {
        Database database = Database.make(folder, CLEAN);
        List<String> statements = new ArrayList<>();
        flaws().forEach(flaw -> statements.addAll(List.of(flaw.sql)));
        database.execute(statements.toArray(String[]::new));
        return database;
    }

    @Test
    void everyPlantedFlawIsReportedAndNothingElse() {
        List<Issue> issues = database.discover().issues();

        assertThat(issues.stream().map(PlantedFlawsTest::line).sorted().collect(Collectors.joining("\n")))
                .isEqualTo(flaws().stream().map(Flaw::line).sorted().collect(Collectors.joining("\n")));
        assertThat(issues.stream().map(Issue::kind).distinct())
                .as(
                        "a flaw of every kind is planted; free disk space and what a rule leaves out have tests of their own")
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(IssueKind.values())
                        .filter(kind -> kind != IssueKind.DISK_SPACE && kind != IssueKind.LEFT_OUT)
                        .toList());
    }

    private static String line(Issue issue) {
        String subject = Objects.requireNonNullElse(issue.constraint(), Objects.requireNonNullElse(issue.column(), ""));
        return issue.kind() + " " + issue.table() + " " + subject + " " + issue.rows();
    }

    @Test
    void theProposedRulesPastedInResolveAllOfThem() throws Exception {
        List<Issue> unresolved = database.discover().unresolved();
        assertThat(unresolved).allMatch(issue -> issue.proposal() != null);

        String yaml = unresolved.stream()
                .map(issue -> Rules.yaml(Objects.requireNonNull(issue.proposal())))
                .collect(Collectors.joining("\n"));
        JsonNode list = new ObjectMapper(new YAMLFactory()).readTree(yaml);
        List<String> problems = new ArrayList<>();
        List<Rule> rules = Rules.read(list, problems);

        assertThat(problems).isEmpty();
        Discovered second = database.discover(rules);
        assertThat(second.unresolved()).as("with the rules\n" + yaml).isEmpty();
        assertThat(second.issues())
                .filteredOn(issue -> issue.kind() == IssueKind.ORPHAN)
                .allMatch(issue -> issue.rule() instanceof Rule.Quarantine);
    }

    @Test
    void examplesAreKeysAndNeverContent() {
        assertThat(database.discover().issues()).allSatisfy(issue -> {
            assertThat(issue.examples()).hasSizeLessThanOrEqualTo(Issue.EXAMPLES);
            assertThat(issue.effect()).doesNotContain("many", "maybe", "soon", "31.05");
        });
        Issue nulls = database.discover().issues().stream()
                .filter(issue -> Objects.equals(issue.table(), "nulls"))
                .min(Comparator.comparing(Issue::kind))
                .orElseThrow();
        assertThat(nulls.examples()).containsExactly("1", "3");
    }
}
