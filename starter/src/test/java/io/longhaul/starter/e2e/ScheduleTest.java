package io.longhaul.starter.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longhaul.activities.backups.Backups;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.TargetServer;
import io.longhaul.starter.Cli.Answer;
import io.longhaul.starter.Console;
import io.longhaul.starter.Interruption;
import io.longhaul.starter.Main;
import io.longhaul.worker.Workers;
import io.longhaul.workflows.engine.PauseRequest;
import io.temporal.client.WorkflowStub;
import io.temporal.client.schedules.ScheduleClient;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A target that is kept in step with its source by a schedule, on the real stack. */
@Timeout(240)
class ScheduleTest {

    private static Stack stack;
    private static Truth truth;
    private static Workers workers;
    private static final List<String> SCHEDULED = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        stack = Stack.running();
        truth = new Truth(stack.settings);
        workers = stack.startWorkers();
    }

    @AfterAll
    static void stop() {
        SCHEDULED.forEach(name -> stack.cli(Map.of(), "unschedule", name));
        workers.close();
    }

    /** A table of three records that says when each of them changed. */
    private static Map<String, String> table(String name) throws Exception {
        truth.source("CREATE TABLE " + name + " (id BIGINT PRIMARY KEY, parse_content TEXT, updated_at TIMESTAMP(6)"
                + " DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6), KEY (updated_at))");
        truth.source(
                "INSERT INTO " + name + " VALUES (1, 'a small dog', '2020-01-01'), (2, 'a large cat', '2020-01-02'),"
                        + " (3, 'a red house', '2020-01-03')");
        return Map.of("MYSQL_TABLE", name, "QDRANT_COLLECTION_NAME", name, "MYSQL_UPDATED_COLUMN", "updated_at");
    }

    private static JsonNode schedule(Map<String, String> what, String every) throws Exception {
        SCHEDULED.add(what.get("QDRANT_COLLECTION_NAME"));
        Answer answer = stack.cli(what, "schedule", "--every", every, "--output", "json");
        assertThat(answer.exit()).as(answer.err()).isZero();
        return answer.json();
    }

    private static void fire(String name) {
        ScheduleClient.newInstance(stack.client().getWorkflowServiceStubs())
                .getHandle("longhaul/" + name)
                .trigger();
    }

    private static JsonNode status(String name) throws Exception {
        return stack.cli(Map.of(), "status", name, "--output", "json").json();
    }

    /** Where a migration stands, as soon as this member of it has this value. */
    private static JsonNode once(String name, String member, String value) throws Exception {
        for (int i = 0; i < 300; i++) {
            JsonNode status = status(name);
            if (status.at(member).asText().equals(value)) {
                return status;
            }
            Thread.sleep(200);
        }
        throw new AssertionError(member + " of " + name + " is not " + value + ": " + status(name));
    }

    /**
     * The latest run of a schedule, once it has ended and is not the one before. Runs are told apart by when they began:
     * two that begin in one second have one workflow id.
     *
     * @param before when the one before began
     */
    private static JsonNode ended(String name, String before) throws Exception {
        for (int i = 0; i < 300; i++) {
            JsonNode last = status(name).at("/schedule/last");
            boolean another = !last.at("/at").asText("").equals(before) && !last.isMissingNode();
            if (another && !last.isNull() && !last.at("/outcome").asText().equals("running")) {
                return last;
            }
            Thread.sleep(200);
        }
        throw new AssertionError("the schedule of " + name + " has not run: " + status(name));
    }

    private static JsonNode firstEnded(String name) throws Exception {
        for (int i = 0; i < 300 && stack.clients.jobs().latest(name).isEmpty(); i++) {
            Thread.sleep(200);
        }
        return ended(name, "");
    }

    private static long textsPaid(String name) {
        return stack.job(name).totals().embeddings().texts();
    }

    private static String counts(JsonNode firing) {
        return firing.at("/outcome").asText() + ": " + firing.at("/taken/processed") + " written, "
                + firing.at("/taken/skipped") + " unchanged, " + firing.at("/taken/failed") + " failed";
    }

    @Test
    void aScheduleKeepsTheTargetInStep() throws Exception {
        Map<String, String> what = table("in_step");
        JsonNode made = schedule(what, "2h");
        assertThat(made.at("/every").asText()).isEqualTo("2h");
        assertThat(made.at("/next").asText()).startsWith("20");

        JsonNode first = firstEnded("in_step");
        assertThat(counts(first)).isEqualTo("completed: 3 written, 0 unchanged, 0 failed");
        assertThat(textsPaid("in_step")).isEqualTo(3);

        truth.source("INSERT INTO in_step (id, parse_content) VALUES (4, 'a blue sky'), (5, 'a green tree')");
        truth.source("UPDATE in_step SET parse_content = 'a tiny cat' WHERE id = 2");
        fire("in_step");
        JsonNode second = ended("in_step", first.at("/at").asText());

        // Record 3, the last that had changed before, is looked at again; 1 is not read at all.
        assertThat(counts(second)).isEqualTo("completed: 3 written, 1 unchanged, 0 failed");
        assertThat(textsPaid("in_step")).isEqualTo(6);
        assertThat(truth.points("in_step")).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(truth.ledger("select count(*) from ingestion_job where name = 'in_step'"))
                .containsExactly(List.of("1"));

        JsonNode status = status("in_step");
        assertThat(status.at("/round").asInt()).isEqualTo(1);
        assertThat(status.at("/records/total").asInt()).isEqualTo(6);
        assertThat(stack.cli(Map.of(), "status", "in_step").out())
                .contains("In step     every 2h, next at ", "completed: 3 written, 1 unchanged, 0 failed");
        assertThat(stack.cli(what, "verify", "in_step", "--output", "json")
                        .json()
                        .at("/verification/checks/0/of")
                        .asInt())
                .isEqualTo(5);
    }

    @Test
    void givenAgainItIsChangedAndTakenAwayItIsGone() throws Exception {
        Map<String, String> what = table("changing_schedule");
        schedule(what, "2h");
        firstEnded("changing_schedule");

        Answer again = stack.cli(what, "schedule", "--every", "1d");
        assertThat(again.out()).contains("is kept in step every 1d, and no longer every 2h.");
        Answer same = stack.cli(what, "schedule", "--every", "24h");
        assertThat(same.out()).contains("is kept in step every 1d, as before.");
        assertThat(listed("changing_schedule")).isTrue();

        assertThat(stack.cli(what, "unschedule").out()).contains("changing_schedule is no longer kept in step");
        assertThat(status("changing_schedule").at("/schedule").isNull()).isTrue();
        Answer gone = stack.cli(what, "unschedule");
        assertThat(gone.exit()).isEqualTo(1);
        assertThat(gone.err()).contains("migration changing_schedule has no schedule");

        once("changing_schedule", "/running", "false");
        truth.source("INSERT INTO changing_schedule (id, parse_content) VALUES (4, 'a blue sky')");
        schedule(what, "2h");
        JsonNode run = ended("changing_schedule", "");
        assertThat(run.at("/taken/processed").asInt()).isEqualTo(1);
        assertThat(textsPaid("changing_schedule")).isEqualTo(4);
    }

    @Test
    void expiredBackupsAreDroppedAgainAndAgain() throws Exception {
        try (TargetServer server = new TargetServer(stack.settings.target(), 2)) {
            TargetDatabase target = server.database();
            Backups backups = new Backups(target);
            String name = backup(target, backups, "a1");

            SCHEDULED.add("backups-cleanup");
            Answer made = stack.cli(Map.of(), "backups", "cleanup", "--every", "2h");
            assertThat(made.exit()).as(made.err()).isZero();
            assertThat(made.out()).contains("backups-cleanup runs every 2h.", "The next one is at 20");
            JsonNode first = firstEnded("backups-cleanup");
            assertThat(first.at("/outcome").asText()).isEqualTo("completed");
            assertThat(backups.all())
                    .extracting(one -> one.name() + " " + one.status())
                    .containsExactly(name + " DROPPED");

            String second = backup(target, backups, "a2");
            fire("backups-cleanup");
            ended("backups-cleanup", first.at("/at").asText());
            assertThat(backups.all())
                    .extracting(one -> one.name() + " " + one.status())
                    .containsExactlyInAnyOrder(name + " DROPPED", second + " DROPPED");
        }
    }

    /** One whose time is over. */
    private static String backup(TargetDatabase target, Backups backups, String revision) {
        target.transaction("making a table", () -> {}, transaction -> {
            transaction.execute("CREATE TABLE IF NOT EXISTS public.kept AS SELECT 1 AS id");
            return target;
        });
        String name = backups.make("public.kept", revision, 7, note -> {}, () -> {})
                .orElseThrow()
                .name();
        target.transaction("letting time pass", () -> {}, transaction -> {
            transaction.execute("UPDATE public.migration_backups SET expires_at = now() - interval '1 hour'");
            return target;
        });
        return name;
    }

    /** The server's list may be a moment behind. */
    private static boolean listed(String name) throws Exception {
        for (int i = 0; i < 50; i++) {
            for (JsonNode schedule :
                    stack.cli(Map.of(), "list", "--output", "json").json().at("/schedules")) {
                if (schedule.at("/name").asText().equals(name)) {
                    return true;
                }
            }
            Thread.sleep(200);
        }
        return false;
    }

    @Test
    void aRunThatFailedIsGoneOnWithByTheNext() throws Exception {
        Map<String, String> what = table("failing");
        schedule(what, "2h");
        JsonNode first = firstEnded("failing");
        truth.source("INSERT INTO failing (id, parse_content) VALUES (4, 'a blue sky')");
        truth.source("RENAME TABLE failing TO failing_elsewhere");

        fire("failing");
        JsonNode failed = ended("failing", first.at("/at").asText());
        assertThat(failed.at("/outcome").asText()).isEqualTo("failed");
        assertThat(failed.at("/reason").asText()).contains("longhaul_sample.failing");
        assertThat(stack.cli(Map.of(), "list").out()).contains("failed: ");

        truth.source("RENAME TABLE failing_elsewhere TO failing");
        fire("failing");
        JsonNode second = ended("failing", failed.at("/at").asText());
        assertThat(second.at("/outcome").asText()).isEqualTo("completed");
        assertThat(truth.points("failing")).containsExactly(1L, 2L, 3L, 4L);
        assertThat(textsPaid("failing")).isEqualTo(4);
    }

    @Test
    void aPausedRunStaysPausedAndAFiringMeanwhileIsLeftOut() throws Exception {
        truth.copySample("paused_run", 1000);
        // Ninety batches one after the other are long enough to be paused in the middle of.
        Map<String, String> what = Map.of(
                "MYSQL_TABLE", "paused_run",
                "QDRANT_COLLECTION_NAME", "paused_run",
                "LONGHAUL_BATCH_SIZE", "10",
                "LONGHAUL_CONCURRENCY", "1");
        Answer run = stack.cli(what, "run", "--limit", "100", "--yes");
        assertThat(run.exit()).isIn(0, 3);
        schedule(what, "2h");
        WorkflowStub migration = stack.client().newUntypedWorkflowStub("longhaul/paused_run");
        pause(migration);
        JsonNode paused = once("paused_run", "/pause/by", "ann");

        fire("paused_run");
        Thread.sleep(2_000);
        JsonNode still = status("paused_run");
        assertThat(still.at("/schedule/last/workflowId").asText())
                .isEqualTo(paused.at("/schedule/last/workflowId").asText());
        assertThat(still.at("/schedule/last/outcome").asText()).isEqualTo("running");
        assertThat(still.at("/pause/by").asText()).isEqualTo("ann");

        migration.update("resume", String.class);
        assertThat(ended("paused_run", "").at("/outcome").asText()).isEqualTo("completed");
        assertThat(truth.points("paused_run"))
                .isEqualTo(truth.texts("paused_run", 1000).keySet());
    }

    private static void pause(WorkflowStub migration) throws Exception {
        for (int i = 0; i < 200; i++) {
            try {
                migration.update("pause", String.class, new PauseRequest("ann", "backup"));
                return;
            } catch (RuntimeException notRunningYet) {
                Thread.sleep(100);
            }
        }
        throw new AssertionError("it never ran");
    }

    @Test
    void whatMakesNoSenseIsRefused() throws Exception {
        Map<String, String> limited = new HashMap<>(table("refused"));
        limited.put("LONGHAUL_LIMIT", "10");
        assertThat(stack.cli(limited, "schedule", "--every", "1h").err())
                .contains("LONGHAUL_LIMIT is set, and a schedule takes all records: remove it");
        Map<String, String> wrong = new HashMap<>(table("refused_too"));
        wrong.put("MYSQL_UPDATED_COLUMN", "parse_content");
        assertThat(stack.cli(wrong, "schedule", "--every", "1h").err()).contains("does not say when a row changed");
    }

    @Test
    void withAnEmbeddedTemporalTheCommandStaysAndWorks(@TempDir Path directory) throws Exception {
        Map<String, String> environment = new HashMap<>(stack.services.settings());
        environment.keySet().removeIf(name -> name.startsWith("TEMPORAL") || name.startsWith("LONGHAUL"));
        environment.putAll(table("foreground"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Interruption interruption = new Interruption();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> Main.execute(
                new String[] {"schedule", "--every", "1h"},
                Console.of(InputStream.nullInputStream(), stream, stream),
                directory,
                environment,
                interruption));
        for (int i = 0; i < 600 && !exit.isDone() && !text(out).contains("completed: "); i++) {
            Thread.sleep(200);
        }
        interruption.ask();

        assertThat(exit.get(60, TimeUnit.SECONDS)).as(text(out)).isEqualTo(130);
        assertThat(text(out))
                .contains(
                        "Ctrl-C stops them; the schedule stays",
                        "completed: 3 written, 0 unchanged, 0 failed",
                        "Stopped. The schedule of foreground stays");
        assertThat(truth.points("foreground")).containsExactly(1L, 2L, 3L);
    }

    private static String text(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.UTF_8);
    }
}
