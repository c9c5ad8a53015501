package io.longhaul.starter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longhaul.embedded.sample.League;
import io.longhaul.starter.Cli.Answer;
import io.longhaul.workflows.engine.JobStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SQLite into PostgreSQL, by the commands that a user types. */
@Timeout(300)
class RelationalTest {

    private static final Map<String, String> NOTHING = Map.of();

    private static Stack stack;

    @BeforeAll
    static void start() throws IOException {
        stack = Stack.running();
    }

    /** A spec for the sample; each has a name and a schema of its own. */
    private static String spec(String name, List<String> rules) throws IOException {
        return spec(name, rules, "");
    }

    private static String spec(String name, List<String> rules, String more) throws IOException {
        String list = rules.stream().map(rule -> "\n    " + rule).collect(Collectors.joining());
        return Files.writeString(stack.directory.resolve(name + ".yaml"), """
                recipe: relational
                name: %1$s
                relational:
                  sample: league
                  schema: %1$s
                  rules:%2$s
                  %3$s
                """.formatted(
                                name, rules.isEmpty() ? " []" : list, more))
                .toString();
    }

    private static List<String> proposals(Answer discovery) throws IOException {
        List<String> rules = new ArrayList<>();
        for (JsonNode issue : discovery.json().get("issues")) {
            if (issue.get("open").asBoolean()) {
                rules.add(issue.get("proposal").asText());
            }
        }
        return rules;
    }

    private static List<String> ask(String sql) throws SQLException {
        return new Truth(stack.settings).target(sql);
    }

    private static List<String> askSource(String sql) throws SQLException {
        Path file = stack.directory.resolve(".longhaul").resolve("samples").resolve("league.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            return Truth.column(connection, sql);
        }
    }

    /** By queries of its own: each table's rows are in the target or in the quarantine, and each card once. */
    private static void requireWhole(String schema) throws SQLException {
        List<String> tables =
                askSource("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'");
        assertThat(tables).hasSize(League.TABLES);
        for (String table : tables) {
            assertThat(ask("""
                            SELECT (SELECT count(*) FROM %1$s.%2$s) + (SELECT count(*) FROM %1$s_quarantine.%2$s)
                            """.formatted(schema, table)))
                    .as(table)
                    .isEqualTo(askSource("SELECT count(*) FROM " + table));
        }
        String cards = "SELECT count(*) || ' ' || sum(id) || ' ' || sum(value) FROM ";
        assertThat(ask(cards + schema + ".card"))
                .isEqualTo(askSource(cards + "card WHERE team_id IS NULL OR team_id IN (SELECT id FROM team)"));
    }

    @Test
    void oneTestRunAfterTheOtherUntilItIsCompleteAndBackAgain() throws Exception {
        String bare = spec("league_runs", List.of());
        Answer discovery = stack.cli(NOTHING, "discover", bare, "--output", "json");
        assertThat(discovery.exit()).isEqualTo(3);
        List<String> rules = proposals(discovery);
        assertThat(rules).hasSize(14);

        Answer refused = stack.cli(NOTHING, "run", bare);
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.out()).contains("14 issues have no rule").contains(rules);
        assertThat(ask("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'league_runs%'"))
                .isEmpty();

        Answer ddl = stack.cli(NOTHING, "discover", spec("league_runs", rules), "--ddl-only");
        Files.writeString(
                stack.directory.resolve("edited.sql"),
                ddl.out().replace("card_team_id_fkey", "card_of_team")
                        + "CREATE INDEX of_mine ON league_runs.card (value);");
        rules.replaceAll(rule -> rule.replace("card_team_id_fkey", "card_of_team"));
        String ruled = spec("league_runs", rules, "ddl: edited.sql");
        Answer done = stack.cli(NOTHING, "run", ruled, "--yes", "--output", "json");
        assertThat(done.exit()).isZero();
        JsonNode records = done.json().get("records");
        assertThat(records.get("total").asInt()).isEqualTo(League.ROWS);
        assertThat(records.get("processed").asInt() + records.get("skipped").asInt())
                .isEqualTo(League.ROWS);
        assertThat(done.json().at("/verification/passed").asBoolean()).isTrue();
        requireWhole("league_runs");
        assertThat(ask("SELECT conname FROM pg_constraint WHERE conname LIKE 'card_%team%' AND convalidated"
                        + " AND connamespace = 'league_runs'::regnamespace"))
                .containsExactly("card_of_team");
        assertThat(ask("SELECT indexname FROM pg_indexes WHERE schemaname = 'league_runs' AND indexname = 'of_mine'"))
                .hasSize(1);

        assertThat(stack.cli(NOTHING, "report", "league_runs", "--history").out())
                .contains("Test Run #: 4", "Previous Issues: 14 resolved, 0 remaining", "Validation Status: PASS")
                .contains("- Tables Migrated: 10/10 (100%)");
        JsonNode report =
                stack.cli(NOTHING, "report", "league_runs", "--format", "json").json();
        assertThat(report.get("issues").size()).isGreaterThan(10);
        assertThat(stack.cli(NOTHING, "verify", "league_runs", "--spec", ruled).exit())
                .isZero();

        assertThat(stack.cli(NOTHING, "verify", "league_runs").err()).contains("recipe relational", "--spec");
        requireReady(ruled);

        Answer again = stack.cli(NOTHING, "run", ruled);
        assertThat(again.exit()).isZero();
        assertThat(again.out()).contains("was copied before", "reset SPEC").doesNotContain("with another");
        assertThat(stack.cli(NOTHING, "run", spec("league_runs", List.of())).out())
                .contains("copied with another", "RELATIONAL_RULES");
        assertThat(stack.cli(NOTHING, "run", ruled, "--fresh").exit()).isEqualTo(2);
        assertThat(stack.job("league_runs").status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(stack.cli(NOTHING, "reset", ruled).exit()).isEqualTo(2);
        assertThat(stack.cli(NOTHING, "reset", ruled, "--yes").exit()).isZero();
        assertThat(ask("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'league_runs%'"))
                .isEmpty();
        assertThat(stack.cli(NOTHING, "reset", ruled, "--yes").out()).contains("nothing to remove");
    }

    private static void requireReady(String spec) throws Exception {
        Answer ready = stack.cli(NOTHING, "readiness", spec, "--window", "1h", "--output", "json");
        assertThat(ready.exit()).isZero();
        Map<String, Integer> verdicts = new TreeMap<>();
        ready.json()
                .get("points")
                .forEach(point -> verdicts.merge(point.get("verdict").asText(), 1, Integer::sum));
        assertThat(verdicts).isEqualTo(Map.of("pass", 13, "sign", 4));

        Answer small = stack.cli(NOTHING, "readiness", spec, "--window", "1m", "--backup-limit", "0");
        assertThat(small.exit()).isEqualTo(3);
        assertThat(small.out()).contains("UNTRIED   Backup/restore", "--backup-limit is 0 MB");
    }

    @Test
    void killedInTheMiddleItLeavesNoRowTwiceAndNoneOut() throws Exception {
        String bare = spec("league_killed", List.of());
        String[] run = {
            "run",
            spec("league_killed", proposals(stack.cli(NOTHING, "discover", bare, "--output", "json"))),
            "--batch-size",
            "1000",
            "--concurrency",
            "4",
            "--yes"
        };
        stack.killAfter(20, 40, "league_killed", run);
        assertThat(stack.command(run).waitFor()).isZero();

        assertThat(stack.job("league_killed").status()).isEqualTo(JobStatus.COMPLETED);
        assertThat(stack.job("league_killed").totals().records().total()).isEqualTo(League.ROWS);
        requireWhole("league_killed");
    }
}
