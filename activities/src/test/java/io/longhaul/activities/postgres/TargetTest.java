package io.longhaul.activities.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longhaul.activities.Checks;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.PostgresServer;
import io.longhaul.activities.relational.Database;
import io.longhaul.activities.relational.Discovered;
import io.longhaul.activities.relational.Issue;
import io.longhaul.activities.relational.PlantedFlawsTest;
import io.longhaul.activities.relational.TablePlan;
import io.longhaul.activities.sqlite.SqliteFile;
import io.longhaul.embedded.sample.League;
import io.longhaul.workflows.engine.Check;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.relational.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A real PostgreSQL is filled, finished, compared and emptied. */
class TargetTest {

    private static final String THREE_ROWS = "INSERT INTO users VALUES (1, 'a@x', '{\"b\": 1.0, \"a\": 2}'),"
            + " (2, 'b@x', '[]'), (3, 'secret@x', NULL)";

    @TempDir
    Path folder;

    @RegisterExtension
    static final PostgresServer SERVER = new PostgresServer();

    private final List<Target> targets = new ArrayList<>();

    @AfterEach
    void empty() {
        targets.forEach(Target::reset);
    }

    private Target target(SqliteFile file, Discovered discovered, int batchRows) {
        Target target = new Target(SERVER, file, discovered, batchRows);
        targets.add(target);
        return target;
    }

    private Target users(int batchRows) throws SQLException {
        Database database = Database.make(
                folder,
                "CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT UNIQUE, info JSON)",
                "CREATE INDEX users_info ON users (info)",
                THREE_ROWS);
        return target(database.file(), database.discover(), batchRows);
    }

    private static List<Rule> proposals(Discovered discovered) {
        return discovered.unresolved().stream()
                .map(Issue::proposal)
                .filter(Objects::nonNull)
                .toList();
    }

    private static Check check(Verification verification, String name) {
        return Checks.named(name, verification);
    }

    @Test
    void aDatabaseWithEveryFlawArrivesAndIsAccountedForToTheLastRow() throws Exception {
        SqliteFile file = PlantedFlawsTest.makeDatabase(folder);
        Discovered discovered = Database.discover(file, proposals(Database.discover(file, List.of())));
        Target target = target(file, discovered, 2).prepare().prepare();

        List<CopiedBatch> first = new ArrayList<>();
        for (int i = 0; i < target.ranges.size(); i++) {
            first.add(target.copy(i));
        }
        for (int i = 0; i < target.ranges.size(); i++) {
            assertThat(target.copy(i)).isEqualTo(first.get(i));
        }
        target.finish().finish();

        Verification verification = target.verify();
        assertThat(verification.examples()).isEmpty();
        assertThat(verification.passed()).as(verification.findings()).isTrue();
        long quarantined = first.stream().mapToLong(CopiedBatch::quarantined).sum();
        assertThat(quarantined).isGreaterThan(10);
        assertThat(check(verification, "quarantined rows kept").of()).isEqualTo(quarantined);
        assertThat(target.ask("SELECT count(*) FROM quarantine.children WHERE kind = 'ORPHAN'"))
                .isNotEqualTo("0");
    }

    @Test
    void aBatchThatWakesUpAfterAResetCopiesNothingIntoTheNextJobsTable() throws Exception {
        Database database = Database.make(
                folder, "CREATE TABLE users (id INTEGER PRIMARY KEY)", "INSERT INTO users VALUES (1), (2), (3)");
        Discovered discovered = database.discover();
        Target before = target(database.file(), discovered, 2).prepare();
        before.reset();
        Target next = target(database.file(), discovered, 2).prepare();

        assertThatThrownBy(() -> before.copy(0)).hasMessageContaining("the target was reset meanwhile");
        assertThat(next.ask("SELECT count(*) FROM public.users")).isEqualTo("0");
        assertThat(next.copyAll().finish().verify().passed()).isTrue();
    }

    @Test
    void aServersTimeLimitsDoNotEndAStep() throws Exception {
        Target target = users(2);
        target.execute("ALTER ROLE CURRENT_USER SET statement_timeout = '1min'");
        try {
            assertThat(target.ask("SHOW statement_timeout")).isEqualTo("1min");
            assertThat(target.database.<String>transaction("asking", Target.UNWATCHED, transaction -> transaction
                            .sql()
                            .select("SHOW statement_timeout")
                            .mapTo(String.class)
                            .one()))
                    .isEqualTo("0");
        } finally {
            target.execute("ALTER ROLE CURRENT_USER RESET statement_timeout");
        }
    }

    @Test
    void aTriggerThatSetsColumnsOfItsOwnRowGoesAlong() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT, \"rev\" BIGINT, changed TIMESTAMP)",
                "INSERT INTO note VALUES (1, 'a', 1, '2024-01-01 00:00:00'), (2, 'b', 1, NULL)",
                "CREATE TABLE other (id INTEGER PRIMARY KEY, rev BIGINT)",
                "CREATE TRIGGER touch AFTER UPDATE OF text ON note FOR EACH ROW BEGIN"
                        + " UPDATE note SET changed = CURRENT_TIMESTAMP, rev = 7 WHERE id = NEW.id; END",
                "CREATE TRIGGER count AFTER UPDATE ON other BEGIN"
                        + " UPDATE other SET rev = \"rev\" + 1 WHERE other.id = NEW.id; END",
                "INSERT INTO other VALUES (1, 1)");
        Target target = target(database.file(), database.discover(), 2)
                .prepare()
                .copyAll()
                .finish()
                .finish();
        assertThat(target.verify().passed()).isTrue();
        assertThat(target.ask("SELECT changed FROM public.note WHERE id = 1")).isEqualTo("2024-01-01 00:00:00");

        target.execute(
                "UPDATE public.note SET rev = 3 WHERE id = 2",
                "UPDATE public.note SET text = 'c' WHERE id = 1",
                "UPDATE public.other SET id = 2");
        assertThat(target.ask("SELECT rev || ' ' || (changed > '2025-01-01') FROM public.note WHERE id = 1"))
                .isEqualTo("7 true");
        assertThat(target.ask("SELECT rev || ' ' || (changed IS NULL) FROM public.note WHERE id = 2"))
                .isEqualTo("3 true");
        assertThat(target.ask("SELECT rev FROM public.other")).isEqualTo("2");

        assertThat(target.reset()).contains("public.touch", "public.count");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AFTER UPDATE ON note BEGIN UPDATE note SET rev = rev + 1 WHERE id = OLD.id; END",
                "AFTER UPDATE ON note BEGIN UPDATE note SET rev = rev + 1 WHERE text = NEW.text; END",
                "AFTER UPDATE ON note WHEN NEW.rev > 1 BEGIN UPDATE note SET rev = 2 WHERE id = NEW.id; END",
                "AFTER UPDATE ON note BEGIN UPDATE note SET rev = 2, text = rev WHERE id = NEW.id; END",
                "AFTER UPDATE ON note BEGIN UPDATE note SET text = upper(text) WHERE id = NEW.id; END",
                "AFTER UPDATE ON note BEGIN UPDATE note SET rev = 2 WHERE id = NEW.id; DELETE FROM note; END",
                "BEFORE UPDATE ON note BEGIN UPDATE note SET rev = 2 WHERE id = NEW.id; END",
                "AFTER INSERT ON note BEGIN UPDATE note SET rev = 2 WHERE id = NEW.id; END"
            })
    void aTriggerThatIsNotCertainIsLeftToAPerson(String trigger) throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT, rev BIGINT)",
                "CREATE TRIGGER t " + trigger);
        assertThat(database.discover().plan().triggers()).isEmpty();
    }

    @Test
    void aRowThatStaysBehindTakesAllItsDescendantsWithIt() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE node (id INTEGER PRIMARY KEY, up INTEGER REFERENCES node (id), day DATE)",
                "CREATE TABLE leaf (id INTEGER PRIMARY KEY, node_id INTEGER REFERENCES node (id))",
                "INSERT INTO node VALUES (1, NULL, 'soon'), (2, 1, NULL), (3, 2, NULL), (4, 3, NULL),"
                        + " (10, NULL, NULL), (11, 10, NULL), (12, 11, NULL), (20, 99, NULL), (21, 20, NULL)",
                "INSERT INTO leaf VALUES (1, 4), (2, 12), (3, 21)");
        List<Rule> rules = List.of(new Rule.Quarantine("node", null, null), new Rule.Quarantine("leaf", null, null));
        Target target = target(database.file(), database.discover(rules), 2)
                .prepare()
                .copyAll()
                .finish();

        assertThat(target.verify().passed()).isTrue();
        assertThat(target.ask("SELECT string_agg(id::text, ' ' ORDER BY id) FROM node"))
                .isEqualTo("10 11 12");
        assertThat(target.ask("SELECT string_agg(id::text, ' ' ORDER BY id) FROM leaf"))
                .isEqualTo("2");
        assertThat(target.ask("SELECT count(*) FROM quarantine.node")).isEqualTo("6");
    }

    /** What may break a constraint is quarantined, and all that is left must satisfy PostgreSQL. */
    private Target quarantining(Database database, Rule... rules) {
        List<Rule> all = new ArrayList<>(List.of(rules));
        all.add(new Rule.Quarantine("*", null, null));
        Target target = target(database.file(), database.discover(all), 2)
                .prepare()
                .copyAll()
                .finish();
        Verification verification = target.verify();
        assertThat(verification.passed()).as(verification.findings()).isTrue();
        return target;
    }

    private static String ids(Target target, String table) throws SQLException {
        return target.ask("SELECT string_agg(id::text, ' ' ORDER BY id) FROM " + table);
    }

    @Test
    void aRowThatStaysBehindForAnyReasonTakesItsChildrenWithIt() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE dept (id INTEGER PRIMARY KEY)",
                "CREATE TABLE emp (id INTEGER PRIMARY KEY, boss INTEGER REFERENCES emp (id), dept INTEGER REFERENCES dept (id),"
                        + " pay INTEGER CHECK (pay > 0 -- positive\n), badge TIMESTAMP UNIQUE)",
                "PRAGMA ignore_check_constraints = ON",
                "INSERT INTO emp VALUES (1, NULL, 99, 1, NULL), (2, 1, NULL, 1, NULL), (3, 2, NULL, 1, NULL),"
                        + " (4, NULL, NULL, 0, NULL), (5, 4, NULL, 1, NULL), (6, NULL, NULL, 1, '2024-01-01'),"
                        + " (7, NULL, NULL, 1, '2024-01-01 00:00:00'), (8, 7, NULL, 1, NULL), (9, 6, NULL, 1, NULL)");

        assertThat(ids(quarantining(database), "emp")).isEqualTo("6 9");
    }

    @Test
    void descendantsAreFollowedThroughACircleOfTables() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER REFERENCES b (id), d DATE)",
                "CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a (id), c INTEGER REFERENCES c (id))",
                "CREATE TABLE c (id INTEGER PRIMARY KEY)",
                "INSERT INTO b VALUES (1, NULL, 7), (2, 1, NULL), (3, 2, NULL), (4, 3, NULL), (10, NULL, NULL), (11, 10, NULL)",
                "INSERT INTO a VALUES (1, 1, NULL), (2, 2, NULL), (3, 3, NULL), (10, 10, NULL), (12, 4, NULL)");

        Target target = quarantining(database);

        assertThat(ids(target, "a")).isEqualTo("10");
        assertThat(ids(target, "b")).isEqualTo("10 11");
    }

    @Test
    void constraintsAreAskedOfWhatArrives() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE city (k TEXT COLLATE NOCASE PRIMARY KEY)",
                "CREATE TABLE shop (id INTEGER PRIMARY KEY, city TEXT REFERENCES city (k), n INTEGER NOT NULL REFERENCES n (id),"
                        + " state TEXT CHECK (state = 'active'), name VARCHAR(3) REFERENCES name (k))",
                "CREATE TABLE n (id BIGINT PRIMARY KEY)",
                "CREATE TABLE name (k TEXT PRIMARY KEY)",
                "INSERT INTO city VALUES ('Berlin')",
                "INSERT INTO n VALUES (5)",
                "INSERT INTO name VALUES ('abcd')",
                "PRAGMA ignore_check_constraints = ON",
                "PRAGMA writable_schema = ON",
                "UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL REFERENCES', 'REFERENCES') WHERE name = 'shop'",
                "PRAGMA writable_schema = RESET",
                "INSERT INTO shop VALUES (1, 'berlin', 5, 'active', NULL), (2, 'Berlin', 5, 'actve', NULL),"
                        + " (3, NULL, NULL, 'active', NULL), (4, NULL, 5, 'broken', NULL), (5, 'Berlin', '5', NULL, 'abcd')");

        Target target = quarantining(
                database,
                new Rule.MapValues("shop", "state", Map.of("actve", "active")),
                new Rule.Default("shop", "n", "0"),
                new Rule.Truncate("shop", "name", null),
                new Rule.Truncate("name", "k", 3));

        assertThat(ids(target, "shop")).isEqualTo("2 5");
    }

    @Test
    void uniqueIndexesThatAreNoConstraintsAreKeptToo() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE t (id INTEGER PRIMARY KEY, at TIMESTAMP, live BOOLEAN, code TEXT UNIQUE COLLATE NOCASE)",
                "CREATE UNIQUE INDEX one_live ON t (at) WHERE live = 1",
                "INSERT INTO t VALUES (1, '2024-01-01', 1, 'ABCd'), (2, '2024-01-01 00:00:00', 1, 'x'),"
                        + " (3, '2024-01-01 00:00', 0, 'abcX')");

        assertThat(ids(quarantining(database, new Rule.Truncate("t", "code", 3)), "t"))
                .isEqualTo("1");
    }

    @Test
    void textsAreJoinedBeforeAnythingIsCounted() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, xmin REAL, ctid TEXT)",
                "INSERT INTO t VALUES (1, 5, 0.5, 'c')",
                "CREATE VIEW points AS SELECT -n || ' pts' AS p, (n + 1) || 'x' AS q FROM t",
                "CREATE VIEW unsure AS SELECT n + 1 || 'x' AS q FROM t");
        Target target =
                quarantining(database, new Rule.Rename("t", "xmin", "x_min"), new Rule.Rename("t", "ctid", "ctid_"));

        assertThat(target.ask("SELECT p || ', ' || q FROM points")).isEqualTo("-5 pts, 6x");
        assertThat(target.plan.views()).hasSize(1);
        assertThat(target.ask("SELECT ctid_ || x_min FROM t")).isEqualTo("c0.5");
    }

    @Test
    void rowsWithANullInAKeyThatIsLeftOutArriveAsTheyAre() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE t (a TEXT, b TEXT, PRIMARY KEY (a, b))",
                "INSERT INTO t VALUES ('x', NULL), (NULL, 'y'), ('x', 'y')");
        Target target = quarantining(database, new Rule.LeaveOut("t", null, "t_pkey"));

        assertThat(target.ask("SELECT count(*) FROM t")).isEqualTo("3");
    }

    @Test
    void theSampleArrivesInBatchesAndIsVerified() throws Exception {
        Path path = folder.resolve("league.db");
        League.make(path);
        SqliteFile file = SqliteFile.at(path);
        Discovered first = Database.discover(file, List.of());
        Target target = target(file, Database.discover(file, proposals(first)), 5_000);

        target.prepare().copyAll().finish();

        Verification verification = target.verify();
        assertThat(verification.passed()).as(verification.findings()).isTrue();
        assertThat(check(verification, "rows of the source accounted for").of()).isEqualTo(League.ROWS);
        assertThat(check(verification, "rows of the source that arrive").wrong())
                .isPositive();
        assertThat(target.ranges).hasSizeGreaterThan(27);
    }

    @Test
    void aQuarantinedRowIsKeptAsItWas() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, b BLOB, s TEXT, r REAL)",
                "INSERT INTO t VALUES (1, 1, NULL, 'fits', 1.5),"
                        + " (2, 'none', x'00ff', CAST(x'6100' AS TEXT), 9e999), (3, 'neither', NULL, 'é', 0.1)");
        Target target = target(
                database.file(),
                database.discover(new Rule.Quarantine("t", "n", null), new Rule.Quarantine("t", "s", null)),
                10);
        target.prepare().copyAll();

        assertThat(target.ask("SELECT string_agg(id::text, ' ') FROM t")).isEqualTo("1");
        assertThat(target.ask("SELECT string_agg(key || ' ' || kind || ' ' || column_name, ', ' ORDER BY key)"
                        + " FROM quarantine.t"))
                .isEqualTo("2 WRONG_TYPE n, 3 WRONG_TYPE n");
        assertThat(target.ask("SELECT original FROM quarantine.t WHERE key = '2'"))
                .isEqualTo("{\"b\": {\"blob\": \"00ff\"}, \"n\": \"none\", \"r\": {\"real\": \"Infinity\"},"
                        + " \"s\": {\"text\": \"6100\"}, \"id\": 2}");
        assertThat(target.ask("SELECT original ->> 's' FROM quarantine.t WHERE key = '3'"))
                .isEqualTo("é");
    }

    @Test
    void manyQuarantinedRowsAreSentInTurnWithTheOthers() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, s TEXT)",
                "INSERT INTO t WITH RECURSIVE i (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 20000)"
                        + " SELECT x, CASE WHEN x % 2 THEN x ELSE 'no ' || x END, hex(zeroblob(150)) FROM i");
        Target target = target(database.file(), database.discover(new Rule.Quarantine("t", "n", null)), 50_000);
        target.prepare();

        CopiedBatch batch = target.copy(0);

        assertThat(batch.copied()).isEqualTo(10_000);
        assertThat(batch.quarantined()).isEqualTo(10_000);
        target.finish();
        assertThat(target.verify().findings()).isEmpty();
    }

    @Test
    void twoAttemptsAtTheSameTimeLeaveNoDouble() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT)",
                "INSERT INTO t WITH RECURSIVE i (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 20000)"
                        + " SELECT x, 'text ' || x FROM i");
        Target target = target(database.file(), database.discover(), 50_000).prepare();
        int attempts = 4;
        CountDownLatch together = new CountDownLatch(attempts);
        ExecutorService workers = Executors.newFixedThreadPool(attempts);
        List<Future<CopiedBatch>> answers = new ArrayList<>();
        for (int i = 0; i < attempts; i++) {
            Callable<CopiedBatch> attempt = () -> {
                together.countDown();
                together.await();
                return target.copy(0);
            };
            answers.add(workers.submit(attempt));
        }
        CopiedBatch expected = answers.get(0).get();
        for (Future<CopiedBatch> answer : answers) {
            assertThat(answer.get()).isEqualTo(expected);
        }
        workers.shutdown();

        assertThat(target.ask("SELECT count(*) FROM t")).isEqualTo("20000");
        target.finish();
        assertThat(target.verify().findings()).isEmpty();
    }

    @Test
    void aBatchThatIsCutOffLeavesNothingAndIsCopiedByTheNextAttempt() throws Exception {
        Target target = users(10).prepare();
        // Waits for the lock, as for a server that is busy, until the watch ends it.
        AtomicInteger looks = new AtomicInteger();
        Watch ending = () -> {
            if (looks.incrementAndGet() > 1) {
                throw new IllegalStateException("cancelled");
            }
        };
        try (var holder = SERVER.connect();
                var statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE users IN ACCESS EXCLUSIVE MODE");
            assertThatThrownBy(() -> target.copying().copy(0, target.ranges.get(0), ending))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("cancelled");
            holder.rollback();
        }
        assertThat(target.ask("SELECT count(*) FROM users")).isEqualTo("0");

        target.copyAll().finish();

        assertThat(target.verify().findings()).isEmpty();
    }

    @Test
    void anInterruptEndsAStatementThatWaits() throws Exception {
        Target target = users(10).prepare();
        try (var holder = SERVER.connect();
                var statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE users IN ACCESS EXCLUSIVE MODE");
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> new Finish(target.database, target.plan, target.job).run(Watch.ofThisThread()))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("was interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        target.copyAll().finish();
        assertThat(target.verify().findings()).isEmpty();
    }

    @Test
    void twoAttemptsAtFinishingMakeEverythingOnce() throws Exception {
        Target target = users(10).prepare().copyAll();
        ExecutorService workers = Executors.newFixedThreadPool(2);
        List<Future<Target>> attempts = List.of(workers.submit(target::finish), workers.submit(target::finish));
        for (Future<Target> attempt : attempts) {
            attempt.get();
        }
        workers.shutdown();
        assertThat(target.verify().findings()).isEmpty();
    }

    @Test
    void aBatchNumberThatMeantOtherRowsIsRefused() throws Exception {
        Target target = users(2).prepare();
        target.copy(0);

        assertThatThrownBy(() -> target.copying().copy(0, target.ranges.get(1), Target.UNWATCHED))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("batch 0 of this job has copied table users, rows first to users, 2");
    }

    @Test
    void aFileThatChangesDuringTheRunIsNoticedBeforeABatchCounts() throws Exception {
        Database database =
                Database.make(folder, "CREATE TABLE t (id INTEGER PRIMARY KEY)", "INSERT INTO t VALUES (1)");
        Target target = target(database.file(), database.discover(), 10).prepare();
        database.execute("INSERT INTO t VALUES (2)");

        assertThatThrownBy(() -> target.copy(0)).hasMessageContaining("has changed since the run began");
        assertThat(target.ask("SELECT count(*) FROM t")).isEqualTo("0");
    }

    @Test
    void aRowThatTheServerRefusesNamesTableAndKeysAndNothingOfTheRow() throws Exception {
        Target target = users(10).prepare();
        target.execute("ALTER TABLE users ADD CHECK (email NOT LIKE 'secret%')");

        MigrationException refused = catchThrowableOfType(MigrationException.class, () -> target.copy(0));

        assertThat(refused.kind()).isEqualTo(FailureKind.REJECTED_RECORD);
        assertThat(refused).hasMessageContaining("copying table users, rows first to users, 3");
        assertThat(refused.getMessage()).doesNotContain("secret");
        assertThat(target.ask("SELECT count(*) FROM users")).isEqualTo("0");
    }

    @Test
    void whatIsThereAlreadyIsLeftAloneAndNamed() throws Exception {
        Target target = users(10);
        target.execute(
                "CREATE TABLE users (mine integer)",
                "CREATE TABLE other AS SELECT 1 AS a",
                "CREATE INDEX users_info ON other (a)");
        try {
            assertThatThrownBy(target::prepare)
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("public.users is there already and was not made by this job")
                    .hasMessageContaining("public.users_info is there already");
            assertThat(target.reset()).isEmpty();
            assertThat(target.ask("SELECT count(*) FROM users")).isEqualTo("0");
            assertThat(target.ask("SELECT count(*) FROM pg_namespace WHERE nspname = 'quarantine'"))
                    .isEqualTo("0");
        } finally {
            target.execute("DROP TABLE users, other");
        }
    }

    @Test
    void resetRemovesWhatTheJobMadeAndNothingElse() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER REFERENCES b (id))",
                "CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a (id))",
                "CREATE VIEW v AS SELECT id FROM a",
                "INSERT INTO a VALUES (1, NULL)",
                "INSERT INTO b VALUES (1, 1)");
        Target target = target(database.file(), database.discover(), 10);
        target.execute("CREATE TABLE IF NOT EXISTS theirs (a integer)", "INSERT INTO theirs VALUES (1)");
        target.prepare().copyAll().finish();
        target.execute("CREATE VIEW dependent AS SELECT id FROM b");

        assertThatThrownBy(target::reset)
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("depends on what it made");
        assertThat(target.ask("SELECT count(*) FROM b")).isEqualTo("1");
        target.execute("DROP VIEW dependent");

        assertThat(target.reset())
                .containsExactlyInAnyOrder(
                        "public.v", "public.a", "public.b", "quarantine.a", "quarantine.b", "quarantine");
        assertThat(target.reset()).isEmpty();
        assertThat(target.ask("SELECT count(*) FROM theirs")).isEqualTo("1");
        target.execute("DROP TABLE theirs");
    }

    @Test
    void aSecondJobInTheSameDatabaseIsLeftInPlace() throws Exception {
        Target first = users(10).prepare().copyAll();
        Database database = Database.make(
                Files.createDirectory(folder.resolve("second")),
                "CREATE TABLE others (id INTEGER PRIMARY KEY)",
                "INSERT INTO others VALUES (7)");
        Target second = target(database.file(), database.discover(), 10)
                .prepare()
                .copyAll()
                .finish();

        first.reset();

        assertThat(second.verify().findings()).isEmpty();
        assertThat(second.copy(0).copied()).isEqualTo(1);
        assertThat(second.reset()).contains("public.others", "quarantine");
    }

    @Test
    void verificationNamesTheRowsThatDiffer() throws Exception {
        Target target = users(2).prepare().copyAll().finish();
        assertThat(target.verify().findings()).isEmpty();
        target.execute(
                "UPDATE users SET email = 'other' WHERE id = 1",
                "DELETE FROM users WHERE id = 2",
                "INSERT INTO users (id, email) VALUES (9, 'new')");

        Verification found = target.verify();

        assertThat(found.passed()).isFalse();
        assertThat(found.examples())
                .containsExactlyInAnyOrder(
                        "users 1: differs in the target",
                        "users 2: not in the target",
                        "users 9: in the target alone, or twice",
                        "users: new rows are numbered after 3, and 9 is there");
        assertThat(check(found, "rows with the values of the source").wrong()).isEqualTo(3);
        assertThat(check(found, "rows in the target").wrong()).isZero();
    }

    @Test
    void verificationFindsDoublesWhereThereIsNoKey() throws Exception {
        Database database =
                Database.make(folder, "CREATE TABLE t (s TEXT)", "INSERT INTO t VALUES ('x'), ('x'), ('y'), (NULL)");
        Target target = target(database.file(), database.discover(), 2)
                .prepare()
                .copyAll()
                .finish();
        assertThat(target.verify().findings()).isEmpty();
        target.execute("INSERT INTO t VALUES ('y')");

        Verification found = target.verify();

        assertThat(found.findings()).contains("rows in the target", "rows with the values of the source");
        assertThat(found.examples()).containsExactly("t at (0,5): in the target alone, or twice");
    }

    @Test
    void verificationMissesNoBatchAndNoConstraint() throws Exception {
        Target target = users(2).prepare();
        target.copy(0);
        target.finish();
        target.execute("ALTER TABLE users DROP CONSTRAINT " + unique(target), "DROP INDEX users_info");

        Verification found = target.verify();

        assertThat(check(found, "rows of the source accounted for").wrong()).isEqualTo(1);
        assertThat(check(found, "constraints valid").wrong()).isEqualTo(1);
        assertThat(check(found, "indexes").wrong()).isEqualTo(1);
        assertThat(found.passed()).isFalse();
    }

    private static String unique(Target target) {
        TablePlan users = target.plan.tables().get(0);
        return users.constraints().get(1).name();
    }

    @Test
    void finishingGoesOnWhereItWasCutOff() throws Exception {
        Target target = users(10).prepare().copyAll();
        TablePlan users = target.plan.tables().get(0);
        new Finish(target.database, target.plan, target.job).table(users, Target.UNWATCHED);
        String made = target.ask("SELECT oid FROM pg_class WHERE relname = 'users_info'");

        target.finish();

        assertThat(target.ask("SELECT oid FROM pg_class WHERE relname = 'users_info'"))
                .isEqualTo(made);
        assertThat(target.verify().findings()).isEmpty();
    }

    @Test
    void aServerThatIsGoneIsUnavailable() {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setServerNames(new String[] {"127.0.0.1"});
        nowhere.setPortNumbers(new int[] {1});
        TargetDatabase database =
                new TargetDatabase(nowhere, PostgresSettings.parse("SOURCE_URL", "postgresql://u:p@127.0.0.1:1/x"));

        MigrationException gone = catchThrowableOfType(
                MigrationException.class,
                () -> database.transaction("copying", Target.UNWATCHED, transaction -> "never"));

        assertThat(gone.kind()).isEqualTo(FailureKind.UNAVAILABLE);
        assertThat(gone).hasMessageContaining("can't be reached").hasMessageContaining("host and port in SOURCE_URL");
    }

    @Test
    void batchesFollowEachOtherThroughTheTables() throws Exception {
        Database database = Database.make(
                folder,
                "CREATE TABLE a (id INTEGER PRIMARY KEY)",
                "CREATE TABLE none (id INTEGER PRIMARY KEY)",
                "CREATE TABLE z (k TEXT PRIMARY KEY, a INTEGER REFERENCES a (id)) WITHOUT ROWID",
                "INSERT INTO a VALUES (5), (6), (-1), (9), (12)",
                "INSERT INTO z VALUES ('k''1', 5), ('k2', 6)");
        Target target = target(database.file(), database.discover(), 2);

        assertThat(target.ranges.stream().map(KeyRange::toString))
                .containsExactly("first to a, 5", "after a, 5 to a, 9", "after a, 9 to a, 12", "first to z, 'k2'");
    }
}
