package io.longhaul.starter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.longhaul.embedded.load.Load;
import io.longhaul.embedded.sample.Members;
import io.longhaul.starter.Cli.Answer;
import io.longhaul.starter.services.Samples;
import io.temporal.api.sdk.v1.WorkflowMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A live table is changed by the commands that a user types, with an application at work on it. */
@Timeout(300)
class BackfillTest {

    private static final Map<String, String> NOTHING = Map.of();
    private static final int ROWS = 12_000;

    private static Stack stack;
    private static DataSource source;
    private static Truth truth;

    @BeforeAll
    static void start() throws Exception {
        stack = Stack.running();
        source = Samples.target(stack.settings);
        truth = new Truth(stack.settings);
        assertThat(Members.make(source, ROWS)).isTrue();
    }

    @AfterAll
    static void clean() throws SQLException {
        truth.inTarget("DROP TABLE public.members; DROP SCHEMA longhaul CASCADE");
    }

    private static String spec(String name, String rest) throws IOException {
        return Files.writeString(stack.directory.resolve(name + ".yaml"), """
                recipe: backfill
                name: %s
                batch-size: 60
                backfill:
                  table: public.members
                %s""".formatted(name, rest.indent(2)))
                .toString();
    }

    @Test
    void killedWithWritersAtWorkItGoesOnLosesNothingAndIsRolledBack() throws Exception {
        String spec = spec("members_key", """
                column: {name: email_key, type: text, not-null: true}
                value: lower(email)
                trigger: keep
                indexes:
                  - {name: members_email_key, on: [email_key, id], unique: true}
                """);
        Answer dry = stack.cli(NOTHING, "run", spec, "--dry-run");
        assertThat(dry.exit()).isZero();
        assertThat(dry.out()).contains("12,000 lack their value", "build index members_email_key");

        List<String> findings;
        int acknowledged;
        try (Load load = Load.start(source, Members.application(source), 2, 1, Duration.ofMillis(5))) {
            stack.killAfter(4, 8, "members_key", "run", spec, "--yes");
            assertThat(stack.command("run", spec, "--yes").waitFor()).isZero();
            load.close();
            findings = load.findings();
            acknowledged = load.acknowledged();
        }
        assertThat(findings).isEmpty();
        assertThat(acknowledged).isPositive();
        assertThat(stack.job("members_key").verification()).isNotNull().satisfies(found -> assertThat(found.passed())
                .isTrue());
        assertThat(truth.target("SELECT count(*) FROM members WHERE email_key IS DISTINCT FROM lower(email)"))
                .containsExactly("0");

        Answer again = stack.cli(NOTHING, "run", spec, "--yes");
        assertThat(again.exit()).isZero();
        assertThat(again.out()).contains("none was left to take", "nothing was written");

        assertThat(stack.cli(NOTHING, "rollback", "members_key").exit()).isEqualTo(2);
        Answer back = stack.cli(NOTHING, "rollback", "members_key", "--yes");
        assertThat(back.exit()).isZero();
        assertThat(back.out())
                .contains("all values of column email_key")
                .contains("Undone: add column email_key of table public.members");
        assertThat(
                        truth.target(
                                "SELECT count(*) FROM pg_attribute WHERE attrelid = 'members'::regclass AND attname = 'email_key'"))
                .containsExactly("0");
        assertThat(stack.cli(NOTHING, "rollback", "members_key", "--yes").out()).contains("nothing to undo");
    }

    @Test
    void itWaitsWhileTheDatabaseIsBusySaysWhyAndGoesOnByItself() throws Exception {
        String spec = spec("members_busy", """
                column: {name: joined_year, type: int}
                value: extract(year from joined)::int
                limits: {active-sessions: 1}
                """);
        List<Thread> busy = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Thread thread = new Thread(() -> {
                try {
                    truth.inTarget("/* busy */ SELECT pg_sleep(120)");
                } catch (SQLException cancelled) {
                    return;
                }
            });
            thread.start();
            busy.add(thread);
        }
        Process running = stack.command("run", spec, "--yes");
        stack.await(() -> stack.clients.jobs().latest("members_busy").isPresent()
                && String.valueOf(stack.job("members_busy").reason()).startsWith("waiting: "));
        assertThat(stack.cli(NOTHING, "status", "members_busy").out())
                .containsPattern("running, waiting: \\d+ sessions of others are at work \\(limit 1\\)");
        assertThat(stack.client()
                        .newUntypedWorkflowStub("longhaul/members_busy")
                        .query("__temporal_workflow_metadata", WorkflowMetadata.class)
                        .getCurrentDetails())
                .contains("waiting: ");
        truth.inTarget("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE '/* busy%'");
        assertThat(running.waitFor()).isZero();
        assertThat(stack.job("members_busy").reason()).isNull();
        assertThat(truth.target("SELECT count(*) FROM members WHERE joined_year IS NULL"))
                .containsExactly("0");
        for (Thread thread : busy) {
            thread.join();
        }
    }
}
