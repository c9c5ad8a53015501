package io.longhaul.activities.relational.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.longhaul.activities.PostgresServer;
import io.longhaul.activities.ledger.Batches;
import io.longhaul.activities.ledger.FailureView;
import io.longhaul.activities.ledger.FoundIssue;
import io.longhaul.activities.ledger.Jobs;
import io.longhaul.activities.ledger.LedgerActivitiesImpl;
import io.longhaul.activities.ledger.LedgerServer;
import io.longhaul.activities.ledger.Opening;
import io.longhaul.activities.ledger.Stage;
import io.longhaul.activities.ledger.TestRun;
import io.longhaul.activities.ledger.TestRuns;
import io.longhaul.activities.postgres.Reset;
import io.longhaul.activities.postgres.Target;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.relational.Database;
import io.longhaul.embedded.sample.League;
import io.longhaul.workflows.engine.BatchCounts;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.JobRequest;
import io.longhaul.workflows.engine.JobStatus;
import io.longhaul.workflows.engine.LedgerState;
import io.longhaul.workflows.engine.PlannedBatch;
import io.longhaul.workflows.engine.RangePlan;
import io.longhaul.workflows.engine.RangeRequest;
import io.longhaul.workflows.engine.RangeScope;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Survey;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.engine.Work;
import io.longhaul.workflows.relational.RelationalActivities;
import io.longhaul.workflows.relational.RelationalSpec;
import io.longhaul.workflows.relational.Rule;
import io.longhaul.workflows.relational.Rules;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestActivityEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The steps of a migration from SQLite, called as activities, in the order in which the workflow calls them. */
class StepsTest {

    @TempDir
    Path folder;

    @RegisterExtension
    static final PostgresServer SERVER = new PostgresServer();

    private static TargetDatabase target;

    private final Jobs jobs = new Jobs(LedgerServer.database());
    private final Batches batches = new Batches(LedgerServer.database());
    private final TestRuns runs = new TestRuns(LedgerServer.database());
    private final LedgerActivitiesImpl ledger = new LedgerActivitiesImpl(jobs, batches);
    private final TestActivityEnvironment env = TestActivityEnvironment.newInstance();
    private final RelationalActivities steps = steps();
    private final String name = "steps-" + UUID.randomUUID();
    private JobId job = new JobId(new UUID(0, 0));
    private Survey survey = new Survey(null, null, null);

    @BeforeAll
    static void start() throws IOException {
        target = Target.database(SERVER);
    }

    @AfterEach
    void close() {
        runs.of(job).filter(TestRun::passed).ifPresent(run -> reset(Frozen.ofJson(run.state())));
        env.close();
    }

    private void reset(Frozen frozen) {
        new Reset(target, frozen.plan(), job).run(() -> {});
        jobs.reset(job);
    }

    private RelationalActivities steps() {
        env.registerActivitiesImplementations(new RelationalActivitiesImpl(
                target, jobs, runs, batches, new Stage(LedgerServer.database()), "worker"));
        return env.newActivityStub(
                RelationalActivities.class,
                ActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Duration.ofMinutes(2))
                        .setHeartbeatTimeout(Duration.ofSeconds(10))
                        .setRetryOptions(
                                RetryOptions.newBuilder().setMaximumAttempts(1).build())
                        .build());
    }

    private RelationalSpec spec(Path file, boolean acceptPartial, List<Rule> rules) {
        return new RelationalSpec(file.toString(), "app", "app_quarantine", List.of(), rules, acceptPartial, null);
    }

    private Path league() throws Exception {
        Path file = folder.resolve("league.db");
        League.make(file);
        return file;
    }

    private Path twoTables() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)",
                "CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a (id))",
                "INSERT INTO a SELECT value, value * 2 FROM json_each('[1,2,3,4,5,6,7,8,9,10]')",
                "INSERT INTO b SELECT id, id FROM a");
        return database.file().path();
    }

    /** Days with ids from 1 on, of which some are no days. */
    private Path hundredDays(Integer... without) throws Exception {
        String ids = Arrays.stream(without).map(String::valueOf).collect(Collectors.joining(", "));
        return Database.make(
                        folder,
                        "CREATE TABLE day (id INTEGER PRIMARY KEY, day DATE)",
                        "INSERT INTO day WITH RECURSIVE n(i) AS (VALUES (1) UNION SELECT i + 1 FROM n WHERE i < 100)"
                                + " SELECT i, iif(i IN (" + ids + "), 'soon', '2026-01-01') FROM n")
                .file()
                .path();
    }

    private LedgerState begin(RelationalSpec spec) {
        job = jobs.open(
                        new JobRequest(name, RelationalSpec.RECIPE, "file", "schema", "", 7, null, null, Map.of()),
                        Opening.RUN)
                .id();
        LedgerState planned = ledger.begin(job, Work.COPY);
        survey = steps.survey(job, spec);
        return planned;
    }

    private List<PlannedBatch> plan(RelationalSpec spec, int batchSize) {
        steps.prepare(job, spec);
        List<PlannedBatch> planned = new ArrayList<>();
        SourceKey after = null;
        SourceKey until = survey.until();
        for (int range = 0; until != null && !until.equals(after); range++) {
            RangePlan plan =
                    steps.plan(spec, new RangeRequest(job, range, new RangeScope.Keys(after, until), batchSize));
            planned.addAll(plan.pending());
            after = plan.last();
        }
        return planned;
    }

    private BatchCounts copy(RelationalSpec spec, List<PlannedBatch> planned) {
        return planned.stream().map(batch -> steps.copy(job, spec, batch)).reduce(BatchCounts.NONE, BatchCounts::plus);
    }

    private Verification finish(RelationalSpec spec) {
        List<String> tables = steps.tables(job, spec);
        tables.forEach(table -> steps.finishTable(job, spec, table));
        tables.forEach(table -> steps.linkTable(job, spec, table));
        steps.makeViews(job, spec);
        Verification found = Verification.NOTHING;
        for (String table : tables) {
            found = found.plus(steps.verifyTable(job, spec, table));
        }
        found = found.plus(steps.verifyWhole(job, spec));
        ledger.settle(job, Work.COPY, JobStatus.COMPLETED, null, found);
        return found;
    }

    private static @Nullable String failure(Runnable step) {
        try {
            step.run();
            return null;
        } catch (ActivityFailure e) {
            return ((ApplicationFailure) e.getCause()).getOriginalMessage();
        }
    }

    private static List<Rule> pasted(List<FoundIssue> open) throws IOException {
        String yaml = open.stream().map(FoundIssue::proposal).collect(Collectors.joining("\n"));
        List<String> problems = new ArrayList<>();
        List<Rule> rules = Rules.read(new ObjectMapper(new YAMLFactory()).readTree(yaml), problems);
        assertThat(problems).isEmpty();
        return rules;
    }

    @Test
    void issuesWithoutRulesStopTheRunAndWithTheProposedOnesTheNextIsComplete() throws Exception {
        Path file = league();

        assertThat(failure(() -> begin(spec(file, false, List.of()))))
                .contains("issues have no rule, so nothing was copied");
        List<FoundIssue> open = runs.of(job).orElseThrow().open();
        assertThat(open).hasSizeGreaterThan(8).allSatisfy(issue -> assertThat(issue.proposal())
                .isNotNull());
        JobId first = job;

        RelationalSpec ruled = spec(file, false, pasted(open));
        begin(ruled);
        assertThat(job).isEqualTo(first);
        assertThat(runs.of(name)).extracting(TestRun::number).containsExactly(1, 2);
        assertThat(runs.of(job).orElseThrow().open()).isEmpty();
        BatchCounts counts = copy(ruled, plan(ruled, 10_000));
        Verification found = finish(ruled);

        assertThat(found.passed()).as(found.findings()).isTrue();
        assertThat(counts.records()).isEqualTo(League.ROWS).isEqualTo(steps.count(job, ruled));
        assertThat(counts.failed()).isZero();
        assertThat(counts.skipped()).isPositive();
    }

    @Test
    void aRuleThatCameBeforeTheFirstBatchHoldsForAProcessThatKnewAnEarlierPlan() throws Exception {
        Path file = twoTables();
        RelationalSpec spec = spec(file, false, List.of());
        begin(spec);
        steps.prepare(job, spec);
        reset(Frozen.ofJson(runs.of(job).orElseThrow().state()));
        JobId first = job;

        RelationalSpec other = spec(file, false, List.of(new Rule.Rename("a", "n", "number")));
        begin(other);
        assertThat(job).isNotEqualTo(first);
        steps.count(job, other);
        RelationalSpec third = spec(file, false, List.of(new Rule.Rename("a", "n", "renamed")));
        begin(third);
        copy(third, plan(third, 7));

        assertThat(finish(third).passed()).isTrue();
        assertThat(Frozen.ofJson(runs.of(job).orElseThrow().state())
                        .plan()
                        .table(SourceKey.of("a"))
                        .columns()
                        .get(1)
                        .target())
                .isEqualTo("renamed");
        assertThat(target.<Long>transaction("asking", () -> {}, transaction -> transaction
                        .sql()
                        .select("SELECT count(renamed) FROM app.a")
                        .mapTo(Long.class)
                        .one()))
                .isEqualTo(10);
    }

    @Test
    void acceptedRowsWithoutARuleAreFailuresByKeyAndTheRunIsPartial() throws Exception {
        RelationalSpec spec = spec(hundredDays(7), true, List.of());
        begin(spec);
        BatchCounts counts = copy(spec, plan(spec, 50));
        Verification found = finish(spec);

        assertThat(found.passed()).as(found.findings()).isTrue();
        assertThat(counts).isEqualTo(new BatchCounts(99, 1, 0, 0));
        assertThat(found.checks())
                .filteredOn(check -> check.name().equals("rows migrated, or left out by a rule"))
                .singleElement()
                .satisfies(check -> assertThat(check.wrong()).isEqualTo(counts.failed()));
        List<FailureView> failures = batches.failures(job, Integer.MAX_VALUE);
        assertThat(failures).hasSize(Math.toIntExact(counts.failed()));
        assertThat(failures.get(0).key()).isEqualTo(SourceKey.of("day", "7"));
    }

    @Test
    void moreThanATwentiethOfTheRowsWithoutARuleIsAFailure() throws Exception {
        RelationalSpec spec = spec(league(), true, List.of());
        begin(spec);
        BatchCounts counts = copy(spec, plan(spec, 50_000));
        Verification found = finish(spec);

        assertThat(counts.records()).isEqualTo(League.ROWS);
        assertThat(counts.failed()).isGreaterThan(League.ROWS / 20);
        assertThat(found.findings())
                .contains("rows migrated, or left out by a rule")
                .doesNotContain(";");
        assertThat(jobs.find(job).orElseThrow().totals().records().failed()).isEqualTo(counts.failed());
    }

    @Test
    void aBatchWhoseAnswerWasLostIsNotCopiedTwice() throws Exception {
        RelationalSpec spec = spec(twoTables(), false, List.of());
        begin(spec);
        List<PlannedBatch> planned = plan(spec, 7);
        assertThat(planned).hasSize(4);
        copy(spec, planned);
        copy(spec, planned);
        // As if the ledger had lost what the target has noted.
        LedgerServer.execute(
                "update ingestion_batch set status = 'pending' where job_id = ? and batch_no = 1", job.value());
        assertThat(steps.copy(job, spec, planned.get(1)).processed()).isEqualTo(3);

        assertThat(finish(spec).passed()).isTrue();
        assertThat(jobs.find(job).orElseThrow().totals().records().processed()).isEqualTo(20);
    }

    @Test
    void aSpecOrAFileThatChangesAfterTheFirstRowsIsRefused() throws Exception {
        Path file = twoTables();
        RelationalSpec spec = spec(file, false, List.of());
        begin(spec);
        List<PlannedBatch> planned = plan(spec, 7);
        steps.copy(job, spec, planned.get(0));

        RelationalSpec other = spec(file, false, List.of(new Rule.LeaveOut("b", "a_id", null)));
        assertThat(failure(() -> begin(other))).contains("the spec has changed since rows were copied by it");
        begin(spec);
        assertThat(runs.of(name)).hasSize(1);

        try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO a VALUES (11, 22)");
        }
        assertThat(failure(() -> begin(spec))).contains("has changed since the run began");
        assertThat(failure(() -> steps.copy(job, spec, planned.get(1)))).contains("has changed since the run began");
    }

    @Test
    void afterAResetTheNextRunIsANewJobOnAnEmptyTarget() throws Exception {
        RelationalSpec spec = spec(twoTables(), false, List.of());
        begin(spec);
        List<PlannedBatch> planned = plan(spec, 7);
        steps.copy(job, spec, planned.get(0));
        JobId first = job;
        reset(Frozen.ofJson(runs.of(job).orElseThrow().state()));

        begin(spec);
        assertThat(job).isNotEqualTo(first);
        copy(spec, plan(spec, 7));
        assertThat(finish(spec).passed()).isTrue();
        assertThat(runs.of(name)).extracting(TestRun::number).containsExactly(1, 2);
    }

    @Test
    void whatACompletedJobMadeStopsTheNextOneBeforeItWrites() throws Exception {
        RelationalSpec spec = spec(twoTables(), false, List.of());
        begin(spec);
        copy(spec, plan(spec, 7));
        finish(spec);
        JobId first = job;

        begin(spec);
        assertThat(job).isNotEqualTo(first);
        assertThat(failure(() -> steps.prepare(job, spec))).contains("reset");
        JobId second = job;
        job = first;
        reset(Frozen.ofJson(runs.of(first).orElseThrow().state()));
        job = second;
    }

    @Test
    void anEmptyDatabaseHasNothingToCopyAndItsTablesAreMade() throws Exception {
        Database database = Database.make(folder, "CREATE TABLE a (id INTEGER PRIMARY KEY)");
        RelationalSpec spec = spec(database.file().path(), false, List.of());
        begin(spec);

        assertThat(survey.until()).isNull();
        assertThat(plan(spec, 7)).isEmpty();
        assertThat(finish(spec).passed()).isTrue();
    }

    @Test
    void aFileThatIsNoneIsNamedBeforeAnythingIsMade() throws Exception {
        Path text =
                Files.writeString(folder.resolve("notes.txt"), "not a database, but long enough to be one".repeat(10));

        assertThat(failure(() -> begin(spec(text, false, List.of())))).contains("no SQLite database");
        assertThat(failure(() -> begin(spec(folder.resolve("none.db"), false, List.of()))))
                .contains("there is no file");
    }
}
