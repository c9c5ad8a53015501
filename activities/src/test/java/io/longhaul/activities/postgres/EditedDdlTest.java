package io.longhaul.activities.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.PostgresServer;
import io.longhaul.activities.postgres.readiness.Migrated;
import io.longhaul.activities.postgres.readiness.RollbackTrial;
import io.longhaul.activities.relational.Database;
import io.longhaul.activities.relational.Ddl;
import io.longhaul.activities.relational.Discovered;
import io.longhaul.activities.relational.EditedDdl;
import io.longhaul.activities.relational.EditedTarget;
import io.longhaul.activities.relational.Issue;
import io.longhaul.workflows.relational.DdlFile;
import io.longhaul.workflows.relational.IssueKind;
import io.longhaul.workflows.relational.PgType;
import io.longhaul.workflows.relational.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The proposed DDL is edited, and a real PostgreSQL is made by what came of it. */
class EditedDdlTest {

    @TempDir
    Path folder;

    @RegisterExtension
    static final PostgresServer SERVER = new PostgresServer();

    private Database database;
    private String proposed;

    @BeforeEach
    void propose() throws Exception {
        database = Database.make(
                folder,
                "CREATE TABLE team (id INTEGER PRIMARY KEY, name TEXT)",
                "CREATE TABLE player (id INTEGER PRIMARY KEY, team_id INTEGER REFERENCES team (id), name TEXT,"
                        + " score INTEGER CHECK (score >= 0))",
                "CREATE VIEW names AS SELECT name FROM player",
                "CREATE TRIGGER touched AFTER UPDATE OF name ON team BEGIN"
                        + " UPDATE team SET name = 'x' WHERE id = NEW.id; END",
                "INSERT INTO team VALUES (1, 'Bern'), (2, NULL)",
                "INSERT INTO player VALUES (1, 1, 'Ann', 7), (2, 2, 'Bo', 8), (3, NULL, 'Cy', NULL)");
        proposed = new Ddl(database.discover().plan()).text();
    }

    private EditedDdl ddl(String sql) throws Exception {
        Path file = Files.writeString(folder.resolve("app.sql"), sql);
        return EditedDdl.read(new DdlFile(file.toString(), EditedDdl.digest(Files.readAllBytes(file))));
    }

    private EditedTarget made(String sql) throws Exception {
        return new DdlTrial(Target.database(SERVER), "public").run(ddl(sql), Target.UNWATCHED);
    }

    private String edited(String from, String to) {
        assertThat(proposed).contains(from);
        return proposed.replace(from, to);
    }

    @Test
    void asItWasProposedItMakesTheSame() throws Exception {
        Discovered discovered = database.discover(made(proposed));
        assertThat(discovered.issues()).noneMatch(issue -> issue.kind() == IssueKind.CHECK_NOT_TRANSLATED);

        Target target = new Target(SERVER, database.file(), discovered, 2);
        String before = target.everything();
        target.prepare().copyAll().finish();
        assertThat(target.verify().findings()).isEmpty();
        assertThat(target.ask("SELECT tgrelid::regclass FROM pg_trigger WHERE tgname = 'touched'"))
                .isEqualTo("team");
        target.reset();
        assertThat(target.everything()).isEqualTo(before);
        assertThat(target.ask("SELECT to_regproc('touched') IS NULL")).isEqualTo("t");
    }

    @Test
    void whatWasEditedIsWhatIsMadeAndVerifiedAndTakenBack() throws Exception {
        String sql =
                edited("\"score\" bigint", "\"score\" numeric(6,2), /* new; */ seen timestamptz NOT NULL DEFAULT now()")
                                .replace("player_team_id_fkey", "plays_for")
                        + "CREATE INDEX player_by_name ON public.player (lower(name)) WHERE score > 1;\n"
                        + "COMMENT ON COLUMN public.player.seen IS $$first; seen$$;\n"
                        + "ALTER TABLE public.team ADD CONSTRAINT short CHECK (length(name) < 30);\n"
                        + "GRANT SELECT ON public.player TO PUBLIC;\n";
        Discovered discovered = database.discover(made(sql), new Rule.Quarantine("player", null, "plays_for"));
        assertThat(discovered.unresolved()).isEmpty();
        assertThat(discovered.issues())
                .filteredOn(issue -> issue.kind() == IssueKind.CHECK_NOT_TRANSLATED)
                .extracting(Issue::constraint)
                .containsExactly("short");
        Target target = new Target(SERVER, database.file(), discovered, 2);
        String before = target.everything();

        target.prepare().prepare().copyAll().finish().finish();

        assertThat(target.verify().findings()).isEmpty();
        assertThat(target.ask("SELECT string_agg(score::text, ' ' ORDER BY id) FROM player WHERE seen IS NOT NULL"))
                .isEqualTo("7.00 8.00");
        assertThat(target.ask("SELECT string_agg(conname, ' ' ORDER BY conname) FROM pg_constraint k"
                        + " JOIN pg_class c ON c.oid = k.conrelid WHERE relname = 'player' AND contype = 'f'"))
                .isEqualTo("plays_for");
        assertThat(target.ask("SELECT col_description('player'::regclass, attnum) FROM pg_attribute"
                        + " WHERE attrelid = 'player'::regclass AND attname = 'seen'"))
                .isEqualTo("first; seen");
        assertThat(target.ask("SELECT has_table_privilege('pg_monitor', 'player', 'SELECT')"))
                .isEqualTo("t");
        assertThat(target.ask("SELECT count(*) FROM names")).isEqualTo("3");
        // Discovered again beside the tables that are there, and tried in schemas of a trial's own.
        assertThat(made(sql).tables()).hasSize(2);
        Migrated migrated =
                new Migrated(target.database, database.file(), database.file().fingerprint(), target.plan, target.job);
        assertThat(new RollbackTrial(migrated).run(Target.UNWATCHED).left()).isEmpty();
        target.execute("DROP INDEX player_by_name");
        assertThat(target.verify().findings()).contains("indexes");

        target.reset();
        assertThat(target.everything()).isEqualTo(before);
    }

    @Test
    void rowsAreJudgedByTheEditedTypes() throws Exception {
        String sql = edited("\"name\" text", "\"name\" varchar(2) NOT NULL")
                .replace("\"team_id\" bigint", "team_id bigint NOT NULL");

        Discovered discovered = database.discover(made(sql));

        assertThat(discovered.unresolved())
                .extracting(issue -> issue.kind() + " " + issue.table() + "." + issue.column() + " " + issue.rows())
                .containsExactlyInAnyOrder(
                        "STRING_TOO_LONG player.name 1",
                        "STRING_TOO_LONG team.name 1",
                        "NULL_IN_NOT_NULL team.name 1",
                        "NULL_IN_NOT_NULL player.team_id 1");
    }

    @Test
    void whatTheMigrationCanNotFillIsRefusedBeforeTheCopyAllTogether() throws Exception {
        String sql = edited("CREATE TABLE \"public\".\"team\"", "CREATE TABLE \"public\".\"teams\"")
                .replace("\"public\".\"team\"", "\"public\".\"teams\"")
                .replace("\"name\" text,\n  \"score\" bigint", "\"score\" money, club text NOT NULL")
                .replaceAll("(?m)^(CREATE VIEW|.*player_score_check).*$", "");
        EditedTarget made = made(sql);

        assertThatThrownBy(() -> database.discover(made))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("it makes no table team: put it back")
                .hasMessageContaining("it makes no column player.name: put it back, or leave it out")
                .hasMessageContaining("column player.score is of type money")
                .hasMessageContaining("column player.club takes no NULL");
        EditedTarget narrowed = made(edited("\"score\" bigint", "\"score\" integer"));
        assertThatThrownBy(() -> database.discover(narrowed, new Rule.SetType("player", "score", PgType.BIGINT)))
                .hasMessageContaining("player.score is of type integer, and a rule makes it bigint");
    }

    @Test
    void whatTheServerRefusesIsToldByStatementAndNothingStays() throws Exception {
        Target target = new Target(SERVER, database.file(), database.discover(), 2);
        String before = target.everything();

        assertThatThrownBy(() ->
                        made(proposed + "CREATE INDEX i ON public.player (nome); CREATE TABLE public.x (a citexts)"))
                .hasMessageContaining("\"CREATE INDEX i ON public.player (nome)\": column \"nome\" does not exist")
                .hasMessageContaining("\"CREATE TABLE public.x (a citexts)\": type \"citexts\" does not exist");
        assertThatThrownBy(() -> made(proposed + "CREATE TABLE elsewhere.x (a integer)"))
                .hasMessageContaining("schema \"elsewhere\" does not exist");
        assertThatThrownBy(() -> made(proposed + "CREATE SCHEMA elsewhere"))
                .hasMessageContaining("something outside schema public");
        assertThatThrownBy(() -> made(edited(
                        "\"team_id\" bigint",
                        "\"team_id\" bigint, self bigint UNIQUE REFERENCES public.player (self)")))
                .hasMessageContaining("a foreign key within CREATE TABLE would refuse rows")
                .hasMessageContaining("player_self_fkey");

        assertThat(target.everything()).isEqualTo(before);
    }

    @Test
    void anotherFileThanAtTheBeginningIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("app.sql"), proposed);
        DdlFile begun = new DdlFile(file.toString(), EditedDdl.digest(Files.readAllBytes(file)));
        Files.writeString(file, proposed + " ");

        assertThatThrownBy(() -> EditedDdl.read(begun)).hasMessageContaining("has changed since the run began");
    }
}
