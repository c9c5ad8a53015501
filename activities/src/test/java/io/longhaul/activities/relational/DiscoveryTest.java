package io.longhaul.activities.relational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.sqlite.SqliteFile;
import io.longhaul.workflows.relational.IssueKind;
import io.longhaul.workflows.relational.PgType;
import io.longhaul.workflows.relational.RelationalSpec;
import io.longhaul.workflows.relational.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoveryTest {

    private static final String MANY =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) ";

    @TempDir
    Path folder;

    @Test
    void childrenOfRowsThatDoNotFitAreOrphansAndSoAreTheirs() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE a (id INTEGER PRIMARY KEY, d DATE NOT NULL)",
                "CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a)",
                "CREATE TABLE c (id INTEGER PRIMARY KEY, b INTEGER REFERENCES b (id))",
                "INSERT INTO a VALUES (1, '2024-02-30'), (2, '2024-02-28')",
                "INSERT INTO b VALUES (1, 1), (2, 2), (3, NULL)",
                "INSERT INTO c VALUES (1, 1), (2, 2), (3, 3)");

        Discovered discovered = database.discover();

        assertThat(discovered.issues())
                .filteredOn(issue -> issue.kind() == IssueKind.ORPHAN)
                .extracting(Issue::table, Issue::examples)
                .containsExactlyInAnyOrder(tuple("b", List.of("1")), tuple("c", List.of("1")));
        assertThat(database.discover(new Rule.SetType("a", "d", PgType.TEXT)).issues())
                .isEmpty();
    }

    @Test
    void aValueThatBecomesNullMakesNoOrphan() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE a (id INTEGER PRIMARY KEY)",
                "CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a (id))",
                "INSERT INTO b VALUES (1, '')");
        Map<String, String> empty = new HashMap<>();
        empty.put("", null);

        assertThat(database.discover(new Rule.MapValues("b", "a", empty)).issues())
                .isEmpty();
    }

    @Test
    void textsInUtf16AreComparedAsTexts() throws Exception {
        Database database = Database.make(
                folder,
                "PRAGMA encoding = 'UTF-16'",
                "CREATE TABLE a (id INTEGER PRIMARY KEY, d DATE, code CLOB UNIQUE COLLATE NOCASE)",
                "CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a)",
                "INSERT INTO a VALUES (1, 'soon', 'zwölf'), (2, '2024-02-28', 'elf'), (3, '2024-02-29', 'Elf ')",
                "INSERT INTO b VALUES (1, 1), (2, 2), (3, 3)");

        Discovered discovered =
                database.discover(new Rule.Quarantine("a", "d", null), new Rule.Truncate("a", "code", 3));

        assertThat(discovered.issues())
                .filteredOn(issue -> issue.kind() == IssueKind.ORPHAN)
                .extracting(Issue::table, Issue::examples)
                .containsExactly(tuple("b", List.of("1", "3")));
        assertThat(discovered.issues())
                .filteredOn(issue -> issue.kind() == IssueKind.DUPLICATE_KEY)
                .extracting(Issue::constraint, Issue::examples)
                .containsExactly(tuple("a_code_key_nocase", List.of("3")));
    }

    @Test
    void aTypeThatValuesTellHidesNoneThatIsNone() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE t (id INTEGER PRIMARY KEY, at DATETIME, fine DATETIME)",
                "INSERT INTO t VALUES (1, '2024-01-01T00:00:00.000Z', '2024-01-01T00:00:00.123456789Z'), (2, '', NULL),"
                        + " (3, '2024-02-30', NULL)");

        Discovered discovered = database.discover();

        assertThat(discovered.issues())
                .extracting(Issue::kind, Issue::column, Issue::rows)
                .containsExactlyInAnyOrder(
                        tuple(IssueKind.WRONG_TYPE, "at", 1L),
                        tuple(IssueKind.IMPOSSIBLE_DATE, "at", 1L),
                        tuple(IssueKind.DATE_FORMAT, "at", 1L),
                        tuple(IssueKind.DATE_FORMAT, "fine", 1L));
    }

    @Test
    void aNullIsNotProposedToBecomeWhatAConstraintRefuses() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE p (id INTEGER PRIMARY KEY)",
                "CREATE TABLE t (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p, n INTEGER CHECK (n > 0), u TEXT UNIQUE,"
                        + " free INTEGER)",
                "INSERT INTO t (id) VALUES (1), (2)",
                "PRAGMA writable_schema = ON",
                "UPDATE sqlite_master SET sql = replace(replace(replace(replace(sql, 'p INTEGER', 'p INTEGER NOT NULL'),"
                        + " 'n INTEGER', 'n INTEGER NOT NULL'), 'u TEXT', 'u TEXT NOT NULL'), 'free INTEGER',"
                        + " 'free INTEGER NOT NULL') WHERE name = 't'");

        assertThat(database.discover().unresolved())
                .filteredOn(issue -> issue.kind() == IssueKind.NULL_IN_NOT_NULL)
                .extracting(Issue::proposal)
                .containsExactlyInAnyOrder(
                        new Rule.Quarantine("t", "p", null),
                        new Rule.Quarantine("t", "n", null),
                        new Rule.Quarantine("t", "u", null),
                        new Rule.Default("t", "free", "0"));
    }

    @Test
    void rulesThatWouldChangeNothingAreRefused() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, price DECIMAL(6,2), note TEXT, must TEXT NOT NULL)",
                "CREATE TABLE u (id INTEGER PRIMARY KEY, note TEXT NOT NULL)",
                "CREATE VIEW v AS SELECT id FROM t");

        assertThatThrownBy(() -> database.discover(new Rule.Truncate("t", "n", 2), new Rule.Truncate("t", "price", 2)))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("rule truncate of t.n: values of type bigint can't be cut")
                .hasMessageContaining("rule truncate of t.price: a length is for texts");
        TargetPlan plan = database.discover(new Rule.Default("*", "note", "none"), new Rule.LeaveOut("v", null, null))
                .plan();
        assertThat(plan.tables())
                .extracting(table -> table.columns().stream()
                        .filter(column -> column.target().equals("note"))
                        .map(column -> String.valueOf(column.conversion().whenNull()))
                        .findFirst()
                        .orElseThrow())
                .containsExactly("null", "none");
        assertThat(plan.views()).isEmpty();
    }

    @Test
    void aTableThatIsDamagedIsAnIssueAndTheOthersAreRead() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE broken (id INTEGER PRIMARY KEY, v TEXT)",
                MANY + "INSERT INTO broken SELECT i, 'a text of some length ' || i FROM n",
                "CREATE TABLE sound (id INTEGER PRIMARY KEY)",
                MANY + "INSERT INTO sound SELECT i FROM n");
        Path file = database.file().path();
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 100_000, 108_192, (byte) 0x5a);
        Files.write(file, bytes);

        Discovered discovered = database.discover();

        assertThat(discovered.issues()).singleElement().satisfies(issue -> {
            assertThat(issue.kind()).isEqualTo(IssueKind.UNREADABLE_TABLE);
            assertThat(issue.table()).isEqualTo("broken");
        });
        assertThat(discovered.tables().get("sound").rows()).isEqualTo(5_000);
        assertThat(database.discover(new Rule.LeaveOut("broken", null, null)).issues())
                .extracting(Issue::kind)
                .containsExactly(IssueKind.LEFT_OUT);
    }

    @Test
    void rowsOfTablesThatAreNotMigratedAreCounted() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE posts_content (id INTEGER PRIMARY KEY, body TEXT)",
                "CREATE VIRTUAL TABLE posts USING fts5 (body, content = 'posts_content', content_rowid = 'id')",
                "CREATE VIRTUAL TABLE notes USING fts5 (body)",
                "CREATE TABLE other (id INTEGER PRIMARY KEY)",
                "INSERT INTO posts_content VALUES (1, 'a'), (2, 'b')",
                "INSERT INTO notes VALUES ('kept nowhere else')",
                "INSERT INTO other VALUES (1), (2), (3)");

        Discovered discovered = database.discover(new Rule.LeaveOut("other", null, null));

        assertThat(discovered.plan().tables()).extracting(TablePlan::source).containsExactly("posts_content");
        assertThat(discovered.issues())
                .extracting(Issue::kind, Issue::table, Issue::rows)
                .containsExactlyInAnyOrder(
                        tuple(IssueKind.VIRTUAL_TABLE, "posts", 2L),
                        tuple(IssueKind.VIRTUAL_TABLE, "notes", 1L),
                        tuple(IssueKind.LEFT_OUT, "other", 3L));
    }

    @Test
    void aRunThatAcceptsToBePartialLeavesADamagedTableOut() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE broken (id INTEGER PRIMARY KEY, up INTEGER REFERENCES broken (id), v TEXT)",
                MANY + "INSERT INTO broken SELECT i, NULL, 'a text of some length ' || i FROM n",
                "CREATE TABLE sound (id INTEGER PRIMARY KEY, b INTEGER REFERENCES broken (id))");
        Path file = database.file().path();
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 100_000, 108_192, (byte) 0x5a);
        Files.write(file, bytes);
        RelationalSpec spec = new RelationalSpec("made.db", "public", "quarantine", List.of(), List.of(), true, null);

        TargetPlan plan = new Discovery(database.file(), spec, null, Database.BATCH_BYTES, null, (t, r) -> {})
                .run()
                .plan();

        assertThat(plan.tables()).extracting(TablePlan::source).containsExactly("sound");
        assertThat(plan.tables().get(0).constraints()).hasSize(1);
    }

    @Test
    void tooLittleDiskSpaceIsSaidBeforeTheCopy() throws Exception {
        Database database = Database.make(
                folder, "CREATE TABLE t (id INTEGER PRIMARY KEY)", MANY + "INSERT INTO t SELECT i FROM n");

        Discovered discovered = new Discovery(
                        database.file(), Database.spec(), null, Database.BATCH_BYTES, 100_000L, (table, rows) -> {})
                .run();

        assertThat(discovered.issues()).extracting(Issue::kind).containsExactly(IssueKind.DISK_SPACE);
    }

    @Test
    void acceptPartialQuarantinesWhatNoRuleIsFor() throws Exception {
        Database database = Database.make(
                folder, "CREATE TABLE t (id INTEGER PRIMARY KEY, d DATE)", "INSERT INTO t VALUES (1, 'soon')");
        RelationalSpec spec = new RelationalSpec("made.db", "public", "quarantine", List.of(), List.of(), true, null);

        Discovered discovered =
                new Discovery(database.file(), spec, null, Database.BATCH_BYTES, null, (t, r) -> {}).run();

        assertThat(discovered.unresolved()).singleElement().satisfies(issue -> assertThat(issue.rows())
                .isEqualTo(1));
        assertThat(discovered.plan().tables().get(0).columns().get(1).outcome()).isEqualTo(Outcome.ACCEPT_PARTIAL);
    }

    @Test
    void namesInRulesThatAreNotThereAreAllNamedWithTheNearest() throws Exception {
        Database database = Database.make(
                folder, "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT UNIQUE, born DATE NOT NULL)");

        assertThatThrownBy(() -> database.discover(
                        new Rule.SetType("user", "email", PgType.TEXT), new Rule.LeaveOut("users", "emial", null)))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("there is no table user: did you mean users?")
                .hasMessageContaining("table users has no column emial: did you mean email?");
        assertThatThrownBy(() -> database.discover(new Rule.Quarantine("users", null, "users_emial_key")))
                .hasMessageContaining("did you mean users_email_key?");
        assertThatThrownBy(() -> database.discover(
                        new Rule.SetType("users", "email", PgType.TEXT),
                        new Rule.SetType("users", "email", PgType.UUID)))
                .hasMessageContaining("another rule for the same says otherwise");
        assertThatThrownBy(() -> database.discover(new Rule.Nullify("users", "born")))
                .hasMessageContaining("the column takes no NULL");
        assertThatThrownBy(() -> database.discover(new Rule.Cast("users", "born", PgType.DATE, List.of("qqqq.bb"))))
                .hasMessageContaining("qqqq.bb is no format");
        assertThatThrownBy(() -> database.discover(new Rule.Default("users", "born", "soon")))
                .hasMessageContaining("soon is no value of type date");
    }

    @Test
    void theSamePlanFollowsFromTheSameDatabaseAndComesBackFromJson() throws Exception {
        SqliteFile file = PlantedFlawsTest.makeDatabase(folder);
        TargetPlan plan = Database.discover(file, List.of()).plan();
        ObjectMapper json = new ObjectMapper();

        assertThat(Database.discover(file, List.of()).plan()).isEqualTo(plan);
        assertThat(json.readValue(json.writeValueAsString(plan), TargetPlan.class))
                .isEqualTo(plan);
    }
}
