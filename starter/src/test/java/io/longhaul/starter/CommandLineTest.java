package io.longhaul.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    @TempDir
    Path directory;

    private Cli cli;

    @BeforeEach
    void newCommandLine() {
        cli = new Cli(directory);
    }

    private void assertRefused(Cli.Answer done, String message) throws IOException {
        assertThat(done.err()).contains(message).doesNotContain("\tat ");
        assertThat(done.exit()).isEqualTo(2);
        assertThat(done.out()).isEmpty();
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("nothing is written")
                    .doesNotContain(".longhaul");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--limit 0             | --limit is 0: give 1 or more",
                "--limit -5            | --limit is -5: give 1 or more",
                "--limit many          | Invalid value for option '--limit': 'many' is not a long",
                "--batch-size 0        | --batch-size is 0: give 1 to 10000",
                "--batch-size 10001    | --batch-size is 10001: give 1 to 10000",
                "--concurrency 0       | --concurrency is 0: give 1 to 500",
                "--workers -1          | --workers is -1: give 0 to 32",
                "--workers 2 --detach  | give one of them",
                "--name a/b            | --name is not a name",
                "--output xml          | expected one of [TEXT, JSON] (case-insensitive) but was 'xml'",
                "--spec missing.yaml   | missing.yaml can't be read",
                "--no-such-option      | Unknown option: '--no-such-option'",
                "run none.yaml         | none.yaml can't be read",
                "run a.yaml --spec b.yaml | SPEC is a.yaml, and there is --spec, too: give one of them",
                "run a.yaml b.yaml     | Unmatched argument at index 2: 'b.yaml'",
                "--detach              | --detach needs services that outlive this command",
                "stauts                | Unmatched argument at index 0: 'stauts'",
                "status a b            | Unmatched argument at index 2: 'b'",
                "status --limit 5      | Unknown option: '--limit'",
                "schedule              | Missing required option: '--every=DURATION'",
                "schedule --every soon | --every is soon: give minutes, hours or days, as 15m, 1h or 1d",
                "schedule --every 0m   | --every is 0m: give 1m to 365d",
                "schedule --every 1h --limit 5 | Unknown option",
                "schedule --every 1h --fresh   | Unknown option: '--fresh'",
                "report --format pdf   | expected one of [MD, HTML, JSON] (case-insensitive) but was 'pdf'",
                "report --output json  | Unknown option",
                "failures --most 0     | --most is 0: give 1 or more",
                "search                | Missing required parameter: 'TEXT'",
                "backups               | say what to do: list, status, verify, extend, cleanup or restore",
                "backups verify        | Missing required parameter: 'BACKUP'",
                "backups extend b --days 0          | --days is 0: give 1 to 3650",
                "backups extend b                   | Missing required option: '--days=N'",
                "backups cleanup --every soon       | --every is soon: give minutes, hours or days",
                "backups cleanup --every 1d --dry-run | give one of them"
            })
    void aBadArgumentIsOneClearLineAndExitCodeTwo(String arguments, String message) throws IOException {
        assertRefused(cli.run(arguments.strip().split("\\s+")), message.strip());
    }

    @Test
    void aSpecThatIsNoYamlIsNamed() throws IOException {
        Files.writeString(directory.resolve("broken.yaml"), "mysql: [\n");
        assertRefused(cli.run("--spec", "broken.yaml"), "broken.yaml is not YAML at line");
    }

    @Test
    void whatOnlyTheRecipeEmbedHasRefusesAnother() throws IOException {
        Files.writeString(directory.resolve("league.yaml"), "recipe: relational\nrelational: {sample: league}\n");
        assertRefused(
                cli.run("search", "--spec", "league.yaml", "word"),
                "search is for the recipe embed, and league.yaml is relational");
        assertRefused(
                cli.run("schedule", "--every", "1h", "--spec", "league.yaml"),
                "schedule is for the recipe embed, and league.yaml is relational");
    }

    @Test
    void detachingARelationalMigrationNeedsNothingOfOtherRecipes() throws IOException {
        Files.writeString(directory.resolve("app.yaml"), "recipe: relational\nrelational: {file: app.db}\n");
        Cli.Answer done = cli.run("run", "app.yaml", "--detach");
        assertRefused(done, "these would be embedded in it: postgres, target, temporal:");
    }

    @Test
    void aDryRunOfASqliteFileCountsItsRowsAndStartsNothing() throws IOException, SQLException {
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("app.db"));
                Statement statement = database.createStatement()) {
            statement.execute("create table users (id integer primary key)");
            statement.execute("create table left_out (id integer primary key)");
            statement.execute("insert into users values (1), (2), (3)");
        }
        Path spec = directory.resolve("app.yaml");
        Files.writeString(spec, "recipe: relational\nrelational: {file: app.db, tables: [users]}\n");
        Cli.Answer done = cli.run("run", "app.yaml", "--dry-run");
        assertThat(done.err()).isEmpty();
        assertThat(done.exit()).isZero();
        assertThat(done.out())
                .contains("Migration app, a dry run: nothing is written.")
                .contains("embedded PostgreSQL/target.app", "3 in 1 table", "users");
        assertThat(directory.resolve(".longhaul").resolve("postgres")).doesNotExist();
        Files.writeString(spec, "recipe: relational\nrelational: {file: app.db, tables: [usres]}\n");
        assertThat(cli.run("run", "app.yaml", "--dry-run").err())
                .contains("has no table usres, which RELATIONAL_TABLES names: did you mean users?");
    }

    @Test
    void everyProblemOfTheSettingsIsALineOfItsOwn() throws IOException {
        Files.writeString(directory.resolve(".env"), "MYSQL_HOTS=db\nQDRANT_URL=ftp://q\nLEDGER_URL=nothing\n");
        Cli.Answer done = cli.run("status");
        assertRefused(done, "MYSQL_HOTS (.env) is no setting of Longhaul: did you mean MYSQL_HOST?");
        assertThat(done.err().lines()).hasSize(3);
    }

    @Test
    void servicesThatAreNotThereAreAllNamedWithTheirWayOut() throws IOException {
        cli.with("MYSQL_HOST", "127.0.0.1")
                .with("MYSQL_PORT", "1")
                .with("MYSQL_USER", "u")
                .with("MYSQL_PASSWORD", "hunter2")
                .with("MYSQL_DATABASE", "d")
                .with("QDRANT_URL", "http://127.0.0.1:1")
                .with("OPENAI_API_KEY", "sk-hunter2")
                .with("LEDGER_URL", "postgresql://u:hunter2@127.0.0.1:1/d")
                .with("TEMPORAL_ADDRESS", "127.0.0.1:1");
        Cli.Answer done = cli.run("--output", "json");
        assertRefused(done, "TEMPORAL_ADDRESS");
        assertThat(done.err()).contains("MYSQL_HOST").contains("QDRANT_URL").doesNotContain("hunter2");
    }

    @Test
    void aLedgerThatIsNotThereIsNamed() throws IOException {
        cli.with("LEDGER_URL", "postgresql://u:hunter2@127.0.0.1:1/d");
        Cli.Answer done = cli.run("list");
        assertRefused(done, "the ledger at 127.0.0.1:1/d can't be reached");
        assertThat(done.err()).doesNotContain("hunter2").hasLineCount(1);
    }

    @Test
    void steeringAMigrationThatNobodyRunsSaysSo() {
        Cli.Answer done = cli.run("pause", "memos");
        assertThat(done.exit()).isEqualTo(1);
        assertThat(done.err()).contains("migration memos is not running").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "status",
                "list",
                "watch",
                "cancel",
                "pause",
                "resume",
                "retry-failed",
                "verify",
                "schedule",
                "unschedule",
                "failures",
                "report",
                "check",
                "search",
                "reset",
                "completion"
            })
    void everyCommandHasHelp(String command) {
        Cli.Answer done = cli.run(command, "--help");
        assertThat(done.exit()).isZero();
        assertThat(done.out()).contains("Usage: bin/starter " + command);
        assertThat(cli.run("--help").out()).contains("  " + command);
    }

    @Test
    void noCommandMeansRun() {
        assertThat(Main.withCommand(new String[] {})).containsExactly("run");
        assertThat(Main.withCommand(new String[] {"--limit", "5"})).containsExactly("run", "--limit", "5");
        assertThat(Main.withCommand(new String[] {"list"})).containsExactly("list");
        assertThat(Main.withCommand(new String[] {"--version"})).containsExactly("--version");
    }

    @Test
    void theCompletionScriptKnowsTheCommands() {
        assertThat(cli.run("completion").out()).contains("complete ").contains("retry-failed");
    }

    @Test
    void resetDeletesTheDataAndNothingElseAndOnlyIfItIsMeant() throws IOException {
        assertThat(cli.run("reset").out()).contains("nothing to delete");
        Path kept = Files.writeString(directory.resolve("kept"), "x");
        Path data = Files.createDirectories(directory.resolve(".longhaul").resolve("logs"));
        Files.createSymbolicLink(data.resolve("link"), kept);
        Cli.Answer asked = cli.run("reset");
        assertThat(asked.exit()).isEqualTo(2);
        assertThat(asked.err()).contains("--yes");
        assertThat(data).exists();
        Cli.Answer done = cli.run("reset", "--yes");
        assertThat(List.of(done.exit(), done.err())).containsExactly(0, "");
        assertThat(directory.resolve(".longhaul")).doesNotExist();
        assertThat(kept).hasContent("x");
    }
}
