package io.longhaul.activities.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.PostgresServer;
import io.longhaul.activities.live.BatchLog;
import io.longhaul.activities.live.BuildIndex;
import io.longhaul.activities.live.Changes;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.live.Operation;
import io.longhaul.activities.live.Pace;
import io.longhaul.activities.live.Throttle;
import io.longhaul.workflows.backfill.BackfillSpec;
import io.longhaul.workflows.backfill.BackfillSpec.Fill;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.live.IndexSpec;
import io.longhaul.workflows.live.Limits;
import io.longhaul.workflows.live.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A table of a real PostgreSQL is changed while others hold it, write to it and break what is asked for. */
@Timeout(60)
class LiveTableTest {

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

    private <T> Future<T> beside(Callable<T> work) {
        return beside.submit(work);
    }

    private static BackfillSpec filling(Fill column) {
        return Live.spec("users", column, NO_INDEX, NO_STEP);
    }

    private static final BackfillSpec KEY = filling(Live.column("email_key", "text", "lower(email)"));

    @Test
    void aDatabaseInWhichATableWasRepartitionedBeforeCanBeBackfilled() throws Exception {
        live.sql("DROP SCHEMA IF EXISTS longhaul CASCADE; CREATE SCHEMA longhaul");
        boolean differs = live.database.calmly("looking", Live.UNWATCHED, transaction -> {
            BatchLog.create(transaction);
            return new FillingJob(live.job, "digest").differs(transaction);
        });
        assertThat(differs).isFalse();
    }

    @Test
    void rowsThatComeMeanwhileAreFilledAndAValueThatIsThereIsNeverOverwritten() throws Exception {
        live.inspect(KEY);
        live.prepare(KEY);
        live.sql("UPDATE users SET email_key = 'mine' WHERE id = 500; INSERT INTO users VALUES (0, 'Early@X', 1, 1),"
                + " (2000, 'Late@X', 1, 1); ALTER TABLE users DISABLE TRIGGER USER;"
                + " INSERT INTO users VALUES (3000, 'Between@X', 1, 1); ALTER TABLE users ENABLE TRIGGER USER");
        List<KeyRange> ranges = live.ranges(KEY, 300);
        assertThat(ranges).hasSize(4);
        assertThat(live.fill(KEY).batch(0, ranges.get(0), 120, Live.UNPACED, Live.UNWATCHED))
                .isEqualTo(300);
        live.sql("UPDATE users SET email_key = NULL WHERE id = 7");
        assertThat(live.fill(KEY).batch(0, ranges.get(0), 120, Live.UNPACED, Live.UNWATCHED))
                .as("it answers from its note")
                .isEqualTo(300);
        for (int i = 1; i < ranges.size(); i++) {
            live.fill(KEY).batch(i, ranges.get(i), 120, Live.UNPACED, Live.UNWATCHED);
        }
        live.finish(KEY);

        assertThat(live.ask("SELECT count(*) FROM users WHERE email_key = lower(email)"))
                .containsExactly("1002");
        assertThat(live.ask("SELECT email_key FROM users WHERE id = 500")).containsExactly("mine");
        assertThat(live.verify(KEY).passed()).isTrue();
        assertThat(live.ranges(KEY, 300)).as("a second run finds nothing").isEmpty();
        live.sql("INSERT INTO users VALUES (4000, 'After@X', 1, 1)");
        assertThat(live.verify(KEY).passed())
                .as("nobody promised what is written later")
                .isTrue();
    }

    @Test
    void aBatchThatWasCutOffBetweenItsTransactionsGoesOnAfterTheLastOfThem() throws Exception {
        live.prepare(KEY);
        KeyRange all = live.ranges(KEY, 1000).get(0);
        AtomicInteger transactions = new AtomicInteger();
        assertThatThrownBy(() -> live.fill(KEY)
                        .batch(
                                0,
                                all,
                                300,
                                took -> {
                                    if (transactions.getAndIncrement() == 2) {
                                        throw new IllegalStateException("cut off");
                                    }
                                },
                                Live.UNWATCHED))
                .hasMessage("cut off");
        live.sql("UPDATE users SET email_key = NULL WHERE id IN (7, 900)");

        assertThat(live.fill(KEY).batch(0, all, 300, Live.UNPACED, Live.UNWATCHED))
                .isEqualTo(1000);
        assertThat(live.ask("SELECT rows || ' to ' || until[1] FROM longhaul.batch ORDER BY part"))
                .containsExactly("300 to 300", "300 to 600", "300 to 900", "100 to 1000");
        assertThat(live.ask("SELECT id FROM users WHERE email_key IS NULL"))
                .as("what was filled is not done again")
                .containsExactly("7");
    }

    @Test
    void aRowThatDoesNotHaveWhatItWasFilledWithFailsTheVerificationByItsKey() throws Exception {
        live.prepare(KEY);
        live.sql(
                "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN NEW.email_key := 'spoilt'; RETURN NEW; END $$;"
                        + " CREATE TRIGGER spoil BEFORE UPDATE ON users FOR EACH ROW WHEN (NEW.id = 42) EXECUTE FUNCTION spoil()");
        live.fillAll(KEY, 300);
        live.finish(KEY);
        assertThat(live.verify(KEY).passed()).isFalse();
        assertThat(live.verify(KEY).examples()).containsExactly("row 42 has another value than the expression gives");
        live.sql("DROP FUNCTION spoil CASCADE");
    }

    @Test
    void aLookupFillsAndRowsWithoutAMatchStayAsTheyAre() throws Exception {
        BackfillSpec lookup =
                filling(Live.column("team_name", "text", "SELECT t.name FROM team t WHERE t.id = users.team"));
        live.sql("UPDATE users SET team = 99 WHERE id <= 5");
        live.inspect(lookup);
        live.prepare(lookup);
        live.sql("INSERT INTO users VALUES (2000, 'x', 3, 1)");
        assertThat(live.fillAll(lookup, 400)).isEqualTo(995);
        live.finish(lookup);
        assertThat(live.ask("SELECT count(*) FROM users WHERE team_name IS NULL"))
                .containsExactly("5");
        assertThat(live.ask("SELECT team_name FROM users WHERE id = 2000")).containsExactly("Team 3");
        assertThat(live.verify(lookup).passed()).isTrue();
    }

    @Test
    void ofADeadlockNoWriterIsTheVictimAndTheBatchTriesAgain() throws Exception {
        live.prepare(KEY);
        KeyRange all = live.ranges(KEY, 1000).get(0);
        Future<Long> batch;
        try (Connection writer = live.connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("UPDATE users SET points = 0 WHERE id = 900");
            batch = beside(() -> live.fill(KEY).batch(0, all, 1000, Live.UNPACED, Live.UNWATCHED));
            SERVER.awaitWaiting("UPDATE");
            statement.execute("UPDATE users SET points = 0 WHERE id = 1");
            writer.commit();
        }
        assertThat(batch.get()).isEqualTo(1000);
        assertThat(live.ask("SELECT count(*) FROM users WHERE points = 0")).containsExactly("2");
    }

    @Test
    void aChangeStepsBackSoThatNoWriterWaitsLongBehindIt() throws Exception {
        live.notes();
        Future<Boolean> change;
        long longest = 0;
        try (Connection holder = live.connect();
                Statement holding = holder.createStatement()) {
            holder.setAutoCommit(false);
            holding.execute("UPDATE users SET points = 0 WHERE id = 1");
            change = beside(() -> {
                live.make(KEY, live.plan(KEY).adding().orElseThrow());
                return true;
            });
            SERVER.awaitWaiting("ALTER");
            for (int i = 0; i < 20; i++) {
                long begun = System.nanoTime();
                live.sql("UPDATE users SET points = 1 WHERE id = 2");
                longest = Math.max(longest, System.nanoTime() - begun);
            }
            assertThat(change.isDone()).isFalse();
            holder.commit();
        }
        assertThat(change.get()).isTrue();
        // The bound is for the wait; connecting, and a busy machine, come on top.
        assertThat(Duration.ofNanos(longest)).isLessThan(WRITER_WAIT.plusSeconds(2));
        assertThat(live.plan(KEY).table().column("email_key")).isPresent();
    }

    @Test
    void duplicatesOfAUniqueIndexAreToldByTheirKeysAndNoIndexStaysThatRefusesWriters() throws Exception {
        live.sql("UPDATE users SET email = 'Secret@X' WHERE id IN (17, 99)");
        BackfillSpec spec = Live.spec("users", null, List.of(unique("users_email", "email")), NO_STEP);
        live.notes();
        assertThatThrownBy(() -> live.make(spec, live.plan(spec).index(0)))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("17 and 99")
                .hasMessageNotContaining("Secret");
        assertThat(live.ask("SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid"))
                .isEmpty();
        live.sql("UPDATE users SET email = 'other' WHERE id = 99");
        live.make(spec, live.plan(spec).index(0));
        assertThat(live.verify(spec).passed()).isTrue();
    }

    private static IndexSpec unique(String name, String column) {
        return new IndexSpec(name, List.of(column), true, null, null);
    }

    @Test
    void anInvalidIndexIsBuiltAgainUnlessItIsOverSomethingElse() throws Exception {
        live.sql("UPDATE users SET points = 3 WHERE id = 4");
        assertThatThrownBy(() -> live.sql("CREATE UNIQUE INDEX CONCURRENTLY users_points ON users (points)"))
                .isInstanceOf(SQLException.class);
        live.sql("UPDATE users SET points = 4 WHERE id = 4");
        BackfillSpec other = Live.spec("users", null, List.of(unique("users_points", "team")), NO_STEP);
        assertThatThrownBy(() -> live.inspect(other))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("index of that name over something else");
        BackfillSpec spec = Live.spec("users", null, List.of(unique("users_points", "points")), NO_STEP);
        live.inspect(spec);
        live.notes();
        live.make(spec, live.plan(spec).index(0));
        assertThat(live.ask("SELECT count(*) FROM pg_index WHERE indrelid = 'users'::regclass AND indisvalid"))
                .containsExactly("2");
    }

    @Test
    void aCancelEndsTheIndexOnTheServerAndTheNextAttemptBuildsIt() throws Exception {
        BackfillSpec spec = Live.spec(
                "users",
                null,
                List.of(new IndexSpec("users_low", List.of("lower(email)", "points DESC"), false, "team > 2", null)),
                NO_STEP);
        live.notes();
        try (Connection holder = live.connect();
                Statement holding = holder.createStatement()) {
            holder.setAutoCommit(false);
            holding.execute("UPDATE users SET points = 0 WHERE id = 1");
            Operation build = live.plan(spec).index(0);
            assertThatThrownBy(() -> live.changes.run(live.job, live.plan(spec).table(), build, note -> {}, () -> {
                        throw new IllegalStateException("cancelled");
                    }))
                    .hasMessage("cancelled");
            assertThat(live.ask("SELECT pid FROM pg_stat_progress_create_index"))
                    .isEmpty();
            holder.rollback();
        }
        live.make(spec, live.plan(spec).index(0));
        assertThat(live.verify(spec).passed()).isTrue();
    }

    @Test
    void everyStepIsDoneUndoneAndDoneAgain() throws Exception {
        List<Step> steps = List.of(
                new Step.AddColumn("active", "boolean", "true"),
                new Step.RenameColumn("points", "score"),
                new Step.SetNotNull("team"),
                new Step.SetNotNull("score"),
                new Step.AddCheck("users_id_positive", "id >= 0"),
                new Step.AddForeignKey("users_team", "team", "team (id)"),
                new Step.Reindex("users_pkey"));
        BackfillSpec spec = Live.spec("users", null, NO_INDEX, steps);
        live.inspect(spec);
        live.notes();
        String shape =
                "SELECT string_agg(attname || attnotnull, ',' ORDER BY attname) || (SELECT string_agg(conname, ',' ORDER BY"
                        + " conname) FROM pg_constraint WHERE conrelid = 'users'::regclass) FROM pg_attribute"
                        + " WHERE attrelid = 'users'::regclass AND attnum > 0 AND NOT attisdropped";
        List<String> before = live.ask(shape);
        live.finish(spec);
        assertThat(live.verify(spec).passed()).isTrue();
        assertThat(live.ask("SELECT count(*) FROM users WHERE active")).containsExactly("1000");

        Rollback rollback = new Rollback(live.target, WRITER_WAIT, List.of(live.job));
        List<Changes.Made> made = rollback.made();
        assertThat(made).hasSize(7);
        assertThat(made.get(made.size() - 1).loss()).contains("all values of column active");
        made.forEach(rollback::undo);
        assertThat(live.ask(shape)).isEqualTo(before);
        assertThat(rollback.made()).isEmpty();
        made.forEach(rollback::undo);

        live.finish(spec);
        assertThat(live.verify(spec).passed()).isTrue();
    }

    @Test
    void aColumnBecomesNotNullWithACheckAndADefaultThatCoversWriters() throws Exception {
        BackfillSpec spec = filling(new Fill(
                "state",
                "text",
                "'new'",
                true,
                "state <> ''",
                "CASE WHEN points > 5 THEN 'old' ELSE 'young' END",
                null,
                null));
        live.inspect(spec);
        live.prepare(spec);
        live.sql("INSERT INTO users VALUES (2000, 'x', 1, 1)");
        live.fillAll(spec, 250);
        live.sql("/* cut off after the first of four statements */ ALTER TABLE users"
                + " ADD CONSTRAINT longhaul_state_not_null CHECK (state IS NOT NULL) NOT VALID");
        live.finish(spec);
        assertThat(live.verify(spec).passed()).isTrue();
        assertThat(live.ask("SELECT count(*) FROM pg_constraint WHERE conname = 'longhaul_state_not_null'"))
                .containsExactly("0");
        assertThat(live.ask("SELECT state || count(*) FROM users GROUP BY state ORDER BY state"))
                .containsExactly("new1", "old995", "young5");
        assertThat(live.ask("SELECT is_nullable FROM information_schema.columns WHERE table_name = 'users'"
                        + " AND column_name = 'state'"))
                .containsExactly("NO");
    }

    @Test
    void aTypeIsChangedBesideTheWritersAndTheOldColumnStays() throws Exception {
        BackfillSpec spec = Live.spec(
                "users", null, NO_INDEX, List.of(new Step.ChangeType("points", "numeric(12,2)", "points * 1.5")));
        live.inspect(spec);
        live.prepare(spec);
        live.fillAll(spec, 300);
        live.sql("UPDATE users SET points = 10 WHERE id = 1; INSERT INTO users VALUES (2000, 'x', 1, 4)");
        live.finish(spec);
        assertThat(live.verify(spec).passed()).isTrue();
        assertThat(live.ask("SELECT points FROM users WHERE id IN (1, 2, 2000) ORDER BY id"))
                .containsExactly("15.00", "3.00", "6.00");
        live.sql("INSERT INTO users (id, email, points) VALUES (3000, 'x', 0.25)");
        assertThat(live.ask("SELECT points_longhaul_old FROM users WHERE id = 2"))
                .containsExactly("2");
    }

    @Test
    void whatCanNotBeDoneIsToldBeforeAnythingIsChanged() throws Exception {
        live.sql("UPDATE users SET email = 'abc' WHERE id = 1");
        BackfillSpec spec = Live.spec(
                "users",
                new Fill("n", "int", null, true, null, "email::int", "nowhere > 1", null),
                List.of(new IndexSpec("i", List.of("lower(missing)"), false, null, null)),
                List.of(
                        new Step.AddColumn("r", "float8", "random()"),
                        new Step.DropColumn("id"),
                        new Step.SetNotNull("absent")));
        MigrationException refused = catchThrowableOfType(MigrationException.class, () -> live.inspect(spec));
        assertThat(refused.kind()).isEqualTo(FailureKind.INVALID_SPEC);
        assertThat(refused)
                .hasMessageContaining("backfill.trigger: keep")
                .hasMessageContaining("backfill.where is refused by PostgreSQL: column \"nowhere\" does not exist")
                .hasMessageContaining("build index i is refused by PostgreSQL: column \"missing\" does not exist")
                .hasMessageContaining("add column r would write every row anew")
                .hasMessageContaining("drop column id would take the primary key")
                .hasMessageContaining("set column absent not null: table public.users has no column absent");
        BackfillSpec rows = filling(Live.column("n", "int", "email::int"));
        assertThatThrownBy(() -> live.inspect(rows))
                .hasMessageContaining("backfill.value fails on some of the first 1000 rows (SQL state 22P02)")
                .hasMessageNotContaining("abc");
        live.sql("CREATE TABLE keyless (a int)");
        assertThatThrownBy(() -> live.inspect(Live.spec("keyless", Live.column("b", "int", "a"), NO_INDEX, NO_STEP)))
                .hasMessageContaining("no primary key");
        assertThatThrownBy(() -> live.inspect(Live.spec("nothere", null, NO_INDEX, NO_STEP)))
                .hasMessageContaining("there is no table nothere");
        live.sql("DROP TABLE keyless");
        assertThat(live.ask("SELECT nspname FROM pg_namespace WHERE nspname = 'longhaul'"))
                .isEmpty();
    }

    @Test
    void theThrottleSeesSessionsDeadRowsAndWhoWaitsForUsAndLetsGoAgain() throws Exception {
        live.sql("ALTER TABLE users SET (autovacuum_enabled = false)");
        live.prepare(KEY);
        Throttle sessions = throttle(new Limits(0, 0, 1, 0, 0, 2_000));
        assertThat(sessions.ask()).isInstanceOf(Pace.Go.class);
        Future<Boolean> busy = beside(() -> {
            live.sql("/* busy */ SELECT pg_sleep(30)");
            return true;
        });
        Future<Boolean> other = beside(() -> {
            live.sql("/* busy */ SELECT pg_sleep(30)");
            return true;
        });
        assertThat(why(sessions)).contains("2 sessions of others are at work (limit 1)");
        live.sql("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE '/* busy%'");
        while (!busy.isDone() || !other.isDone() || !(sessions.ask() instanceof Pace.Go)) {
            Thread.sleep(20);
        }

        Throttle dead = throttle(new Limits(0, 0.5, 0, 0, 0, 2_000));
        live.sql("UPDATE users SET points = points");
        assertThat(why(dead)).contains("dead rows for each live one and no vacuum is at work on it (limit 0.5)");
        live.sql("VACUUM users");
        while (dead.ask() instanceof Pace.Wait) {
            Thread.sleep(20);
        }

        Throttle waits = throttle(new Limits(0, 0, 0, 1, 0, 2_000));
        Future<Boolean> first = live.database.calmly("holding a row", Live.UNWATCHED, transaction -> {
            transaction.execute("UPDATE users SET points = 1 WHERE id <= 2");
            Future<Boolean> one = beside(() -> update(1));
            Future<Boolean> two = beside(() -> update(2));
            assertThat(why(waits)).contains("2 sessions wait for a lock of ours (limit 1)");
            assertThat(two.isDone()).isFalse();
            return one;
        });
        assertThat(first.get()).isTrue();
    }

    private boolean update(int id) throws SQLException {
        live.sql("UPDATE users SET points = 2 WHERE id = " + id);
        return true;
    }

    private Throttle throttle(Limits limits) {
        return new Throttle(live.database, live.plan(KEY).table(), limits);
    }

    /** Its reason, as soon as it has one. */
    private static String why(Throttle throttle) {
        while (true) {
            LiveDatabase.sleep(Duration.ofMillis(20));
            if (throttle.ask() instanceof Pace.Wait wait) {
                return wait.why();
            }
        }
    }

    @Test
    void aBuildThatAKilledWorkerLeftIsEndedBeforeTheNextBegins() throws Exception {
        BackfillSpec spec = Live.spec(
                "users", null, List.of(new IndexSpec("users_t", List.of("team"), false, null, null)), NO_STEP);
        live.notes();
        @Nullable Future<Boolean> orphan;
        try (Connection holder = live.connect();
                Statement holding = holder.createStatement()) {
            holder.setAutoCommit(false);
            holding.execute("UPDATE users SET points = 0 WHERE id = 1");
            orphan = beside(() -> {
                BuildIndex build = new BuildIndex(spec.indexes().get(0));
                live.changes.run(live.job, live.plan(spec).table(), build, note -> {}, Live.UNWATCHED);
                return true;
            });
            while (live.ask("SELECT pid FROM pg_stat_progress_create_index").isEmpty()) {
                Thread.sleep(10);
            }
            Future<Boolean> next = beside(() -> {
                live.make(spec, live.plan(spec).index(0));
                return true;
            });
            assertThatThrownBy(orphan::get).hasCauseInstanceOf(MigrationException.class);
            holder.commit();
            assertThat(next.get()).isTrue();
        }
        assertThat(live.verify(spec).passed()).isTrue();
    }
}
