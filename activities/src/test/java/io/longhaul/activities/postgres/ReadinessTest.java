package io.longhaul.activities.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.activities.PostgresServer;
import io.longhaul.activities.postgres.readiness.BackupTrial;
import io.longhaul.activities.postgres.readiness.Encoding;
import io.longhaul.activities.postgres.readiness.Encryption;
import io.longhaul.activities.postgres.readiness.ForeignKeys;
import io.longhaul.activities.postgres.readiness.Grants;
import io.longhaul.activities.postgres.readiness.Migrated;
import io.longhaul.activities.postgres.readiness.RollbackTrial;
import io.longhaul.activities.postgres.readiness.RowCounts;
import io.longhaul.activities.postgres.readiness.SampledRows;
import io.longhaul.activities.postgres.readiness.Truncation;
import io.longhaul.activities.relational.Database;
import io.longhaul.activities.relational.TargetPlan;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.relational.Rule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a migrated PostgreSQL is asked before it is used: each question finds what is planted for it, and leaves nothing. */
class ReadinessTest {

    @TempDir
    Path folder;

    @RegisterExtension
    static final PostgresServer SERVER = new PostgresServer();

    private Target target;
    private Migrated migrated;

    /** Teams and players, one of them quarantined; names beyond ASCII, one of them cut by a rule; notes without a key. */
    @BeforeEach
    void migrate() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE team (id INTEGER PRIMARY KEY, name TEXT, motto VARCHAR(5))",
                "CREATE TABLE player (id INTEGER PRIMARY KEY, team_id INTEGER REFERENCES team (id), name TEXT, born DATE)",
                "CREATE TABLE note (words TEXT, stars INTEGER)",
                "CREATE INDEX player_name ON player (name)",
                "INSERT INTO team VALUES (1, 'Zürich', 'short'), (2, 'Łódź', 'too long'), (3, 'Bern', NULL)",
                "INSERT INTO player VALUES (1, 1, 'Žofie', '2001-02-03'), (2, 2, 'Ann', NULL), (3, 3, 'Émile', 'soon'),"
                        + " (4, 2, 'Bo', '1999-12-31')",
                "INSERT INTO note VALUES ('twice', 1), ('twice', 1), (NULL, 2), ('naïve', NULL)");
        target = new Target(
                        SERVER,
                        database.file(),
                        database.discover(
                                new Rule.Truncate("team", "motto", null), new Rule.Quarantine("player", "born", null)),
                        10)
                .prepare()
                .copyAll()
                .finish();
        migrated =
                new Migrated(target.database, database.file(), database.file().fingerprint(), target.plan, target.job);
    }

    @AfterEach
    void empty() {
        target.reset();
    }

    @Test
    void nothingIsWrongWhereNobodyHasTouchedIt() throws Exception {
        String before = target.everything();

        assertThat(new RowCounts(migrated).run(Target.UNWATCHED)).allMatch(RowCounts.Count::exact);
        SampledRows.Result sampled = new SampledRows(migrated).run(100, Target.UNWATCHED);
        assertThat(sampled.rows()).isEqualTo(10);
        assertThat(sampled.behind()).isEqualTo(1);
        assertThat(sampled.differing()).isEmpty();
        ForeignKeys.Result keys = new ForeignKeys(migrated).run(Target.UNWATCHED);
        assertThat(keys.keys()).isEqualTo(1);
        assertThat(keys.broken()).isEmpty();
        Truncation.Result cut = new Truncation(migrated).run(Target.UNWATCHED);
        assertThat(cut.lost()).isEmpty();
        assertThat(cut.byRule()).isEqualTo(1);
        assertThat(cut.ruled()).containsExactly("team.motto");
        Encoding.Result encoding = new Encoding(migrated).run(Target.UNWATCHED);
        assertThat(encoding).isEqualTo(new Encoding.Result("UTF8", 4, List.of()));
        assertThat(new Grants(migrated).run(Target.UNWATCHED).everyones()).isEmpty();
        assertThat(new Encryption(migrated.target()).run(Target.UNWATCHED))
                .isEqualTo(new Encryption.Result(false, "", "", true));

        assertThat(target.everything()).isEqualTo(before);
    }

    @Test
    void aBackupIsRestoredComparedAndGone() throws Exception {
        String before = target.everything();
        Path files = folder.resolve("backup");

        BackupTrial.Result tried = new BackupTrial(migrated).run(files, Target.UNWATCHED);

        assertThat(tried.tables()).isEqualTo(3);
        assertThat(tried.rows()).isEqualTo(10);
        assertThat(tried.bytes()).isPositive();
        assertThat(tried.differing()).isEmpty();
        assertThat(Files.exists(files)).isFalse();
        assertThat(target.everything()).isEqualTo(before);
        assertThat(new BackupTrial(migrated).size(Target.UNWATCHED)).isPositive();
    }

    @Test
    void aBackupThatIsStoppedLeavesNothing() throws Exception {
        String before = target.everything();
        Files.createDirectories(folder.resolve("backup"));
        Files.writeString(folder.resolve("backup/0.copy"), "left by one that was killed");

        try (var holder = SERVER.connect();
                var statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE note IN ACCESS EXCLUSIVE MODE");
            assertThatThrownBy(() -> new BackupTrial(migrated).run(folder.resolve("backup"), () -> {
                        throw new IllegalStateException("stopped");
                    }))
                    .hasMessage("stopped");
            holder.rollback();
        }

        assertThat(Files.exists(folder.resolve("backup"))).isFalse();
        assertThat(target.everything()).isEqualTo(before);
    }

    @Test
    void aRollbackTakesBackWhatItMadeAndWhatAKilledOneLeft() throws Exception {
        String before = target.everything();
        TargetPlan scratch = new TargetPlan(
                "longhaul_readiness_public",
                "longhaul_readiness_quarantine",
                target.plan.tables(),
                List.of(),
                List.of(),
                null);
        JobId trial = new JobId(UUID.nameUUIDFromBytes("longhaul_readiness_public".getBytes(StandardCharsets.UTF_8)));
        new Preparation(target.database, scratch, trial).run(Target.UNWATCHED);
        assertThat(target.everything()).isNotEqualTo(before);

        RollbackTrial.Result tried = new RollbackTrial(migrated).run(Target.UNWATCHED);

        assertThat(tried.tables()).isEqualTo(3);
        assertThat(tried.rows()).isEqualTo(10);
        assertThat(tried.removed()).isEqualTo(8);
        assertThat(tried.left()).isEmpty();
        assertThat(target.everything()).isEqualTo(before);
    }

    @Test
    void aRollbackThatIsStoppedTakesBackWhatItMade() throws Exception {
        String before = target.everything();

        assertThatThrownBy(() -> new RollbackTrial(migrated).run(() -> {
                    throw new IllegalStateException("stopped");
                }))
                .isInstanceOf(RuntimeException.class);

        assertThat(target.everything()).isEqualTo(before);
    }

    @Test
    void rowsThatDifferAreFoundAndNamedByTheirKeysAlone() throws Exception {
        target.execute(
                "UPDATE player SET name = 'secret' WHERE id = 4", "UPDATE note SET stars = 9 WHERE words = 'naïve'");

        SampledRows.Result found = new SampledRows(migrated).run(100, Target.UNWATCHED);

        assertThat(found.differing()).containsExactlyInAnyOrder("player 4", "note 4");
        target.execute("DELETE FROM player WHERE id = 4");
        assertThat(new RowCounts(migrated).run(Target.UNWATCHED).stream().filter(count -> !count.exact()))
                .singleElement()
                .hasToString("player: 4 in the source, 2 in the target, 3 copied, 1 quarantined, 0 left out");
    }

    @Test
    void childrenWithoutParentsAreFoundByAQueryWhateverTheCatalogSays() throws Exception {
        target.execute("SET session_replication_role = replica; DELETE FROM team WHERE id = 2;"
                + " SET session_replication_role = origin");
        assertThat(new ForeignKeys(migrated).run(Target.UNWATCHED).broken())
                .containsExactly("player_team_id_fkey: 2 rows of player have no parent");

        target.execute("ALTER TABLE player DROP CONSTRAINT player_team_id_fkey");
        assertThat(new ForeignKeys(migrated).run(Target.UNWATCHED).broken())
                .contains("player_team_id_fkey is not there");
    }

    @Test
    void textsThatNobodyMeantToCutAreFound() throws Exception {
        target.execute("UPDATE team SET name = left(name, 3)");

        assertThat(new Truncation(migrated).run(Target.UNWATCHED).lost())
                .containsExactly("team.name: 3 values longer than 3 characters");
    }

    @Test
    void aTextThatWasDecodedAsAnotherEncodingIsFound() throws Exception {
        target.execute("UPDATE team SET name = convert_from(convert_to(name, 'UTF8'), 'LATIN1') WHERE id = 1");

        assertThat(new Encoding(migrated).run(Target.UNWATCHED).differing()).containsExactly("team.name");
    }

    @Test
    void aTableThatIsOpenToEveryoneIsNamed() throws Exception {
        target.execute("GRANT SELECT ON quarantine.player TO PUBLIC");

        Grants.Result found = new Grants(migrated).run(Target.UNWATCHED);

        assertThat(found.tables()).isEqualTo(6);
        assertThat(found.everyones()).containsExactly("quarantine.player");
        assertThat(found.readers()).contains("PUBLIC", SERVER.settings().user());
    }

    @Test
    void connectionsAreOpenedAtOnceAndCounted() {
        try (TargetServer many = new TargetServer(SERVER.settings(), 2)) {
            assertThat(many.openAtOnce(15)).isEqualTo(15);
            assertThat(many.room().most()).isEqualTo(197);
            assertThat(many.room().free()).isBetween(100, 197);
        }
    }
}
