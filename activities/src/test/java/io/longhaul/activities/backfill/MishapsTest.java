package io.longhaul.activities.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.PostgresServer;
import io.longhaul.activities.live.Changes;
import io.longhaul.activities.live.Pace;
import io.longhaul.activities.live.Throttle;
import io.longhaul.workflows.backfill.BackfillSpec;
import io.longhaul.workflows.backfill.BackfillSpec.Fill;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.live.IndexSpec;
import io.longhaul.workflows.live.Limits;
import io.longhaul.workflows.live.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows that do not fit, workers that freeze and writers who do not know harm neither each other nor a row. */
@Timeout(60)
class MishapsTest {

    private static final Duration WRITER_WAIT = Duration.ofMillis(600);
    private static final List<IndexSpec> NO_INDEX = List.of();
    private static final List<Step> NO_STEP = List.of();

    @RegisterExtension
    static final PostgresServer SERVER = new PostgresServer();

    private final ExecutorService beside = Executors.newCachedThreadPool();
    private Live live;

    @BeforeEach
    void table() throws SQLException {
        live = Live.users(SERVER, WRITER_WAIT);
    }

    @AfterEach
    void end() {
        beside.shutdownNow();
    }

    private static BackfillSpec filling(Fill column) {
        return Live.spec("users", column, NO_INDEX, NO_STEP);
    }

    private static BackfillSpec steps(Step... steps) {
        return Live.spec("users", null, NO_INDEX, List.of(steps));
    }

    private static final BackfillSpec KEY = filling(Live.column("email_key", "text", "lower(email)"));

    @Test
    void aTypeIsChangedOfATableThatWasEmptyAndTheSameSpecIsStillTheSameAfterwards() throws Exception {
        live.sql("DELETE FROM users; ALTER TABLE users ALTER points SET NOT NULL; DROP ROLE IF EXISTS clerk;"
                + " CREATE ROLE clerk; GRANT SELECT (points) ON users TO clerk");
        BackfillSpec spec = steps(new Step.ChangeType("points", "numeric(5,1)", "points / 3.0"));
        live.inspect(spec);
        String digest = live.plan(spec).digest();
        live.prepare(spec);
        live.sql("INSERT INTO users VALUES (1, 'a', 1, 7), (2, 'b', 1, 9); UPDATE users SET points = 10 WHERE id = 2");
        live.finish(spec);
        assertThat(live.ask("SELECT points FROM users ORDER BY id")).containsExactly("2.3", "3.3");
        assertThat(live.verify(spec).passed()).isTrue();
        assertThat(live.plan(spec).digest()).isEqualTo(digest);
        assertThat(live.ask("SELECT has_column_privilege('clerk', 'users', 'points', 'SELECT')"))
                .containsExactly("t");

        Rollback rollback = new Rollback(live.target, WRITER_WAIT, List.of(live.job));
        rollback.made().forEach(rollback::undo);
        assertThat(live.ask("SELECT points FROM users ORDER BY id")).containsExactly("7", "10");
        live.sql("DROP OWNED BY clerk; DROP ROLE clerk");
    }

    @Test
    void aRowThatWasWrittenWithoutAValueOfTheNewTypeKeepsTheOldTypeUntilItIsMended() throws Exception {
        live.sql("ALTER TABLE users ADD code text; UPDATE users SET code = '1'");
        BackfillSpec spec = steps(new Step.ChangeType("code", "int", null));
        live.prepare(spec);
        live.fillAll(spec, 1000);
        live.sql("UPDATE users SET code = 'secret' WHERE id = 7");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> live.make(spec, live.plan(spec).step(0)))
                    .hasMessageContaining("with these keys: 7:")
                    .hasMessageNotContaining("secret");
        }
        assertThat(live.ask("SELECT pg_typeof(code) FROM users WHERE id = 7")).containsExactly("text");
        live.sql("UPDATE users SET code = '9' WHERE id = 7");
        live.finish(spec);
        assertThat(live.ask("SELECT code FROM users WHERE id = 7 AND pg_typeof(code) = 'int'::regtype"))
                .containsExactly("9");
    }

    @Test
    void aRowWhoseValueFailsFailsItsBatchAloneAndIsToldByTheVerification() throws Exception {
        live.sql("UPDATE users SET email = id; UPDATE users SET email = 'secret' WHERE id = 700");
        BackfillSpec spec = filling(Live.column("n", "int", "email::int"));
        live.prepare(spec);
        List<KeyRange> ranges = live.ranges(spec, 250);
        assertThat(ranges).hasSize(4);
        for (int i = 0; i < 4; i++) {
            if (i != 2) {
                live.fill(spec).batch(i, ranges.get(i), 250, Live.UNPACED, Live.UNWATCHED);
            }
        }
        assertThatThrownBy(() -> live.fill(spec).batch(2, ranges.get(2), 250, Live.UNPACED, Live.UNWATCHED))
                .hasMessageContaining("for row 700 of table")
                .hasMessageNotContaining("secret");
        assertThat(Live.wrong(live.verify(spec), "rows have their value"))
                .as("those before it have theirs")
                .isEqualTo(51);
        live.sql("UPDATE users SET email = 1 WHERE id = 700");
        live.fill(spec).batch(2, ranges.get(2), 250, Live.UNPACED, Live.UNWATCHED);
        live.finish(spec);
        assertThat(live.verify(spec).passed()).isTrue();
    }

    @Test
    void rowsThatBreakAConstraintAreNamedAndNoneStaysThatRefusesWriters() throws Exception {
        live.sql("UPDATE users SET team = NULL WHERE id = 17; UPDATE users SET team = 99 WHERE id = 18");
        live.notes();
        for (Step step : List.of(
                new Step.SetNotNull("team"),
                new Step.AddCheck("small", "team < 50"),
                new Step.AddForeignKey("users_team", "team", "team (id)"))) {
            BackfillSpec spec = steps(step);
            assertThatThrownBy(() -> live.make(spec, live.plan(spec).step(0)))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining(step instanceof Step.SetNotNull ? "17" : "18");
        }
        live.sql("UPDATE users SET team = 1 WHERE id = 17");
        BackfillSpec spec = steps(new Step.SetNotNull("team"));
        try (Connection holder = live.connect();
                Statement holding = holder.createStatement()) {
            holder.setAutoCommit(false);
            holding.execute("UPDATE users SET team = NULL WHERE id = 18");
            Future<?> change =
                    beside.submit(() -> live.make(spec, live.plan(spec).step(0)));
            while (live.ask("SELECT pid FROM pg_locks WHERE NOT granted").isEmpty()) {
                Thread.sleep(5);
            }
            holder.commit();
            assertThatThrownBy(change::get)
                    .hasMessageContaining("these keys: 18")
                    .hasMessageContaining("dropped again");
        }
        assertThat(live.ask("SELECT conname FROM pg_constraint WHERE conrelid = 'users'::regclass AND contype <> 'n'"))
                .containsExactly("users_pkey");
        assertThat(live.changes.made(live.job, Live.UNWATCHED)).isEmpty();
    }

    @Test
    void duplicatesAreToldForColumnsWithAnOrderAndOnlyTheFirstOfMany() throws Exception {
        live.sql("UPDATE users SET points = 5 WHERE id BETWEEN 5 AND 14");
        BackfillSpec spec = Live.spec(
                "users",
                null,
                List.of(new IndexSpec("users_p", List.of("points DESC", "lower(team::text)"), true, "id > 0", null)),
                NO_STEP);
        live.sql("UPDATE users SET team = 1");
        live.notes();
        assertThatThrownBy(() -> live.make(spec, live.plan(spec).index(0)))
                .hasMessageContaining("these keys: 5 and 6 and 7 and 7 more:");
        assertThat(live.ask("SELECT relname FROM pg_class WHERE relname = 'users_p'"))
                .isEmpty();
    }

    @Test
    void whatAFrozenWorkerHoldsIsGivenFree() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        var unused = new Live(SERVER, Duration.ofMillis(200)).database.batch("filling", Live.UNWATCHED, transaction -> {
            if (tries.getAndIncrement() == 0) {
                transaction.execute("UPDATE users SET points = 1 WHERE id = 1");
                Future<?> writer = beside.submit(() -> {
                    live.sql("UPDATE users SET points = 2 WHERE id = 1");
                    return true;
                });
                assertThat(writer).succeedsWithin(30, TimeUnit.SECONDS);
            }
            return transaction.holds("true");
        });
        assertThat(tries).hasValueGreaterThan(1);
        assertThat(live.ask("SELECT points FROM users WHERE id = 1")).containsExactly("2");
    }

    @Test
    void aBatchThatHoldsRowsForTooLongTakesFewerAtATime() throws Exception {
        Live slow = new Live(SERVER, Duration.ofMillis(200));
        live.sql("DELETE FROM users WHERE id > 80");
        BackfillSpec spec = filling(Live.column("slow", "text", "email || pg_sleep(0.005)"));
        slow.prepare(spec);
        KeyRange all = new KeyRange(null, SourceKey.of("80"));
        assertThat(slow.fill(spec).batch(0, all, 80, Live.UNPACED, Live.UNWATCHED))
                .isEqualTo(80);
        assertThat(live.ask("SELECT max(rows) <= 20 AND sum(rows) = 80 FROM longhaul.batch"))
                .containsExactly("t");
    }

    @Test
    void aJobThatAnotherHasTakenOverFromWritesNothingAnyMore() throws Exception {
        live.prepare(KEY);
        KeyRange all = live.ranges(KEY, 1000).get(0);
        Live other = new Live(SERVER, WRITER_WAIT);
        BackfillSpec another = filling(Live.column("email_key", "text", "upper(email)"));
        other.prepare(another);
        assertThatThrownBy(() -> live.fill(KEY).batch(0, all, 1000, Live.UNPACED, Live.UNWATCHED))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("filled by another job");
        other.fillAll(another, 1000);
        assertThat(live.ask("SELECT email_key FROM users WHERE id = 1")).containsExactly("USER1@X");
    }

    @Test
    void aRollbackThatIsCutOffIsGoneOnWith() throws Exception {
        BackfillSpec spec = Live.spec(
                "users", null, List.of(new IndexSpec("users_t", List.of("team"), false, null, null)), NO_STEP);
        live.notes();
        live.make(spec, live.plan(spec).index(0));
        Rollback rollback = new Rollback(live.target, WRITER_WAIT, List.of(live.job));
        Changes.Made made = rollback.made().get(0);
        try (Connection holder = live.connect();
                Statement holding = holder.createStatement()) {
            holder.setAutoCommit(false);
            holding.execute("UPDATE users SET points = 0 WHERE id = 1");
            assertThatThrownBy(() -> live.changes.undo(made, () -> {
                        throw new IllegalStateException("cut off");
                    }))
                    .hasMessage("cut off");
            holder.rollback();
        }
        assertThat(rollback.made()).hasSize(1);
        rollback.undo(made);
        assertThat(rollback.made()).isEmpty();
        assertThat(live.ask("SELECT relname FROM pg_class WHERE relname = 'users_t'"))
                .isEmpty();
    }

    @Test
    void aRowOfATransactionThatWasOpenWhenTheTriggerWentIsNoFailure() throws Exception {
        live.prepare(KEY);
        live.fillAll(KEY, 1000);
        try (Connection writer = live.connect();
                Statement writing = writer.createStatement()) {
            writer.setAutoCommit(false);
            writing.execute("SELECT pg_current_xact_id()");
            live.finish(KEY);
            writing.execute("INSERT INTO users VALUES (2000, 'x', 1, 1)");
            writer.commit();
        }
        assertThat(live.verify(KEY).passed()).isTrue();
        assertThat(Live.wrong(live.verify(KEY), "rows written since the trigger was removed have one"))
                .isEqualTo(1);
    }

    @Test
    void theTriggerNeedsNoRightsOfTheWriters() throws Exception {
        BackfillSpec lookup =
                filling(Live.column("team_name", "text", "SELECT t.name FROM team t WHERE t.id = users.team"));
        live.prepare(lookup);
        live.sql("DROP ROLE IF EXISTS clerk; CREATE ROLE clerk; GRANT INSERT ON users TO clerk; SET ROLE clerk;"
                + " INSERT INTO users VALUES (2000, 'x', 3, 1); RESET ROLE; DROP OWNED BY clerk; DROP ROLE clerk");
        assertThat(live.ask("SELECT team_name FROM users WHERE id = 2000")).containsExactly("Team 3");
    }

    @Test
    void anOwnerWhoMayDoLittleElseIsAskedForWhatItLacksAndThenChangesItsTableAndLeadsItBack() throws Exception {
        live.notes();
        live.sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC; REVOKE TEMPORARY ON DATABASE longhaul FROM PUBLIC;"
                + " CREATE ROLE owner LOGIN PASSWORD 'secret'; ALTER TABLE users OWNER TO owner;"
                + " GRANT SELECT ON team TO owner");
        Live owner = new Live(SERVER, SERVER.target("owner", "secret"), WRITER_WAIT);
        BackfillSpec spec = Live.spec(
                "users",
                new Fill(
                        "team_name",
                        "text",
                        null,
                        true,
                        "team_name <> ''",
                        "SELECT t.name FROM team t WHERE t.id = users.team",
                        null,
                        BackfillSpec.Trigger.REMOVE),
                List.of(new IndexSpec("users_team_name", List.of("team_name", "id"), true, null, null)),
                List.of(new Step.AddForeignKey("users_team", "team", "team (id)"), new Step.SetNotNull("points")));
        assertThatThrownBy(() -> owner.inspect(spec))
                .hasMessageContainingAll(
                        "grant TEMPORARY on the database",
                        "grant CREATE and USAGE on it",
                        "another user made longhaul.change,",
                        "may not make indexes in schema public: grant CREATE on it");
        live.sql("GRANT TEMPORARY ON DATABASE longhaul TO PUBLIC; GRANT CREATE ON SCHEMA public TO owner;"
                + " GRANT USAGE ON SCHEMA longhaul TO owner");
        assertThatThrownBy(() -> owner.inspect(spec)).hasMessageContaining("grant CREATE and USAGE on it");
        live.sql("GRANT CREATE ON SCHEMA longhaul TO owner;"
                + " GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA longhaul TO owner");
        assertThatThrownBy(() -> owner.inspect(spec)).hasMessageContaining("grant REFERENCES on it");
        live.sql("GRANT REFERENCES ON team TO owner");

        owner.inspect(spec);
        owner.prepare(spec);
        assertThat(owner.fillAll(spec, 300)).isEqualTo(1000);
        live.sql("INSERT INTO users VALUES (2000, 'x', 3, 1)");
        owner.finish(spec);
        assertThat(owner.verify(spec).passed()).isTrue();
        assertThat(live.ask("SELECT team_name FROM users WHERE id = 2000")).containsExactly("Team 3");
        Rollback rollback = new Rollback(owner.target, WRITER_WAIT, List.of(owner.job));
        rollback.made().forEach(rollback::undo);
        rollback.forget();
        assertThat(live.ask("SELECT attname FROM pg_attribute WHERE attrelid = 'users'::regclass AND attnum > 0"
                        + " AND NOT attisdropped ORDER BY attnum"))
                .containsExactly("id", "email", "team", "points");
        live.sql("DROP OWNED BY owner CASCADE; DROP ROLE owner");
    }

    @Test
    void aDefaultIsSetOfAColumnThatIsThereAndARollbackLeavesTheColumn() throws Exception {
        live.sql("ALTER TABLE users ADD state text");
        BackfillSpec spec = filling(new Fill("state", "text", "'new'", true, null, "'old'", null, null));
        live.inspect(spec);
        live.prepare(spec);
        live.fillAll(spec, 1000);
        live.finish(spec);
        live.sql("INSERT INTO users VALUES (2000, 'x', 1, 1)");
        assertThat(live.ask("SELECT state || count(*) FROM users GROUP BY state ORDER BY 1"))
                .containsExactly("new1", "old1000");
        assertThat(live.verify(spec).passed()).isTrue();
        BackfillSpec other = filling(new Fill("state", "text", "'other'", false, null, "'old'", null, null));
        assertThatThrownBy(() -> live.inspect(other)).hasMessageContaining("has another one, namely 'new'::text");
        Rollback rollback = new Rollback(live.target, WRITER_WAIT, List.of(live.job));
        rollback.made().forEach(rollback::undo);
        assertThat(live.ask("SELECT count(*) FROM users WHERE state = 'old'")).containsExactly("1000");
    }

    @Test
    void whatAReindexThatWasCutOffHasLeftIsDroppedByTheNext() throws Exception {
        String name = "users_" + "long_".repeat(11) + "x";
        live.sql("CREATE INDEX " + name + " ON users (team)");
        BackfillSpec spec = steps(new Step.Reindex(name));
        String left = "SELECT relname FROM pg_class WHERE relname LIKE '%ccnew'";
        live.notes();
        try (Connection holder = live.connect();
                Statement holding = holder.createStatement()) {
            holder.setAutoCommit(false);
            holding.execute("UPDATE users SET points = 0 WHERE id = 1");
            AtomicBoolean cut = new AtomicBoolean();
            Future<?> reindex = beside.submit(() -> live.changes.run(
                    live.job, live.plan(spec).table(), live.plan(spec).step(0), note -> {}, () -> {
                        if (cut.get()) {
                            throw new IllegalStateException("cut off");
                        }
                    }));
            while (live.ask(left).isEmpty()) {
                Thread.sleep(5);
            }
            cut.set(true);
            assertThatThrownBy(reindex::get).hasMessageContaining("cut off");
            holder.rollback();
        }
        assertThat(live.ask(left)).hasSize(1);
        live.make(spec, live.plan(spec).step(0));
        assertThat(live.ask(left)).isEmpty();
        assertThat(live.verify(spec).passed()).isTrue();
    }

    @Test
    void keysOfManyColumnsOfAnyTypeAndNameAreGoneAlong() throws Exception {
        live.sql("CREATE TABLE \"Odd one\" (\"Na\"\"me\" text, place int, \"next\" timestamptz, n int,"
                + " PRIMARY KEY (\"Na\"\"me\", \"next\", place));"
                + " INSERT INTO \"Odd one\" SELECT 'it''s \\ ' || n % 7, n, timestamptz '2020-02-02' + n % 11 * interval"
                + " '1 day', n FROM generate_series(1, 500) n");
        BackfillSpec spec = Live.spec("\"Odd one\"", Live.column("m", "int", "n + 1"), NO_INDEX, NO_STEP);
        live.inspect(spec);
        live.prepare(spec);
        assertThat(live.fillAll(spec, 60)).isEqualTo(500);
        live.finish(spec);
        assertThat(live.verify(spec).passed()).isTrue();
        assertThat(live.ask("SELECT count(*) FROM \"Odd one\" WHERE m = n + 1")).containsExactly("500");
        BackfillSpec type = Live.spec("\"Odd one\"", null, NO_INDEX, List.of(new Step.ChangeType("n", "bigint", null)));
        live.prepare(type);
        live.sql("UPDATE \"Odd one\" SET n = 0 WHERE n = 1");
        live.finish(type);
        assertThat(live.ask("SELECT count(*) FROM \"Odd one\" WHERE n > 0")).containsExactly("499");
        live.sql("DROP TABLE \"Odd one\"");
    }

    @Test
    void whatWouldGoWrongLaterIsToldBefore() throws Exception {
        live.sql(
                "CREATE INDEX users_team ON users (team); ALTER TABLE users ADD twice int GENERATED ALWAYS AS (points * 2)"
                        + " STORED, ADD CONSTRAINT few CHECK (points < 2000)");
        MigrationException refused = catchThrowableOfType(
                MigrationException.class,
                () -> live.inspect(Live.spec(
                        "users",
                        new Fill("n", "int", null, false, null, "twice", "id > 0", null),
                        List.of(new IndexSpec("team_pkey", List.of("points"), false, null, null)),
                        List.of(
                                new Step.AddColumn("points", "text", null),
                                new Step.AddCheck("few", "points < 3000"),
                                new Step.DropColumn("team")))));
        assertThat(refused.kind()).isEqualTo(FailureKind.INVALID_SPEC);
        assertThat(refused)
                .hasMessageContaining("backfill.where still selects rows that were filled")
                .hasMessageContaining("column twice is generated")
                .hasMessageContaining("of another type than text, namely integer")
                .hasMessageContaining("has a constraint of that name, namely CHECK ((points < 2000))")
                .hasMessageContaining("drop column team would take others with it")
                .hasMessageContaining("index users_team")
                .hasMessageContaining("build index team_pkey: the schema of table public.users has something else");
        assertThatThrownBy(() -> live.inspect(Live.spec(
                        "users",
                        Live.column("key", "text", "lower(email)"),
                        NO_INDEX,
                        List.of(new Step.RenameColumn("email", "mail")))))
                .hasMessageContaining("backfill.steps take away what");
        live.sql("CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY HASH (id);"
                + " CREATE TABLE part PARTITION OF parts FOR VALUES WITH (modulus 1, remainder 0)");
        assertThatThrownBy(() -> live.inspect(Live.spec("part", Live.column("n", "int", "id"), NO_INDEX, NO_STEP)))
                .hasMessageContaining("it is a partition");
        live.sql("DROP TABLE parts");
    }

    @Test
    void theThrottleKnowsATableWhoseCountsAreLostAndDoesNotWaitForOneThatIsGone() throws Exception {
        live.sql("ALTER TABLE users SET (autovacuum_enabled = false)");
        live.prepare(KEY);
        live.sql("SELECT pg_stat_reset()");
        live.sql("UPDATE users SET points = 0 WHERE id <= 10");
        while (!live.ask("SELECT n_dead_tup FROM pg_stat_all_tables WHERE relid = 'users'::regclass")
                .contains("10")) {
            Thread.sleep(20);
        }
        Throttle throttle = new Throttle(live.database, live.plan(KEY).table(), Limits.DEFAULT);
        assertThat(throttle.ask()).isInstanceOf(Pace.Go.class);
        Throttle gone = new Throttle(live.database, live.plan(KEY).table(), Limits.DEFAULT);
        live.sql("DROP TABLE users");
        assertThatThrownBy(gone::ask).isInstanceOf(MigrationException.class);
    }

    @Test
    void whoeverIsInTheWayOfAChangeIsNamed() throws Exception {
        live.notes();
        List<@Nullable String> notes = new CopyOnWriteArrayList<>();
        try (Connection holder = live.connect();
                Statement holding = holder.createStatement()) {
            holder.setAutoCommit(false);
            holding.execute("SELECT FROM users LIMIT 1");
            String pid = live.ask("SELECT pid FROM pg_locks WHERE relation = 'users'::regclass")
                    .get(0);
            Future<?> change = beside.submit(() -> live.changes.run(
                    live.job,
                    live.plan(KEY).table(),
                    live.plan(KEY).adding().orElseThrow(),
                    notes::add,
                    Live.UNWATCHED));
            while (notes.isEmpty()) {
                Thread.sleep(5);
            }
            assertThat(notes.get(0))
                    .startsWith("add column email_key waits for table public.users: process " + pid
                            + " (client backend) has held it for ");
            holder.commit();
            assertThat(change).succeedsWithin(30, TimeUnit.SECONDS);
        }
    }
}
