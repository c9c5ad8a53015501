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
                .isEmpty();
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
