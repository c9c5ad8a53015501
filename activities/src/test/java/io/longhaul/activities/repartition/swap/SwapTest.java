package io.longhaul.activities.repartition.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.PostgresServer;
import io.longhaul.activities.repartition.swap.TablePair.Phase;
import io.longhaul.embedded.load.Load;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.repartition.Layout;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two tables of a real PostgreSQL change places while others write to them, point to them and hold them. */
@Timeout(120)
class SwapTest {

    private static final Duration WRITER_WAIT = Duration.ofSeconds(2);

    @RegisterExtension
    static final PostgresServer SERVER = new PostgresServer();

    private final ExecutorService beside = Executors.newCachedThreadPool();
    private Swapping chunks;
    private final List<Load> loads = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        SERVER.sql("ALTER SYSTEM SET wal_level = 'logical'");
        SERVER.restart();
    }

    @BeforeEach
    void table() throws SQLException {
        chunks = new Swapping(SERVER, SERVER.pool(), WRITER_WAIT);
        chunks.table();
    }

    @AfterEach
    void end() {
        beside.shutdownNow();
        loads.forEach(Load::close);
    }

    private <T> Future<T> beside(Callable<T> work) {
        return beside.submit(work);
    }

    /** That the other table has the same rows, when all is carried over. */
    private void assertFollowed(TablePair pair) throws SQLException {
        new Carrier(chunks.database, pair).catchUp(note -> {}, Swapping.UNWATCHED);
        TablePair now = chunks.now();
        String columns = now.columns().copied().stream().collect(Collectors.joining(", "));
        assertThat(chunks.ask("(SELECT 'original' || id FROM (SELECT " + columns + " FROM " + now.originalName()
                        + " EXCEPT ALL SELECT " + columns + " FROM " + now.madeName()
                        + ") AS o) UNION ALL (SELECT 'made' || id"
                        + " FROM (SELECT " + columns + " FROM " + now.madeName() + " EXCEPT ALL SELECT " + columns
                        + " FROM "
                        + now.originalName() + ") AS m)"))
                .isEmpty();
    }

    @Test
    void everyAcknowledgedWriteIsThereAfterTheSwapAndAfterTheWayBack() throws Exception {
        List<String> before = chunks.catalog();
        TablePair pair = chunks.begin(Swapping.list());
        Load load = Load.start(chunks.source("app"), Swapping.application(), 4, 1, Duration.ofMillis(2));
        loads.add(load);
        Keys keys = new Keys(chunks);
        Future<Integer> moved = beside(keys);
        load.mark();
        chunks.copy(pair);
        new Swap(chunks.database, pair).prepare(Swapping.UNWATCHED);
        int written = load.acknowledged();
        Swapped there = chunks.forward(pair);
        awaitMore(load, written);
        Swapped back = chunks.back(pair);
        written = load.acknowledged();
        awaitMore(load, written);
        Swapped again = chunks.forward(pair);
        awaitMore(load, load.acknowledged());
        load.close();
        keys.stop();
        int updates = moved.get();

        assertThat(load.findings()).isEmpty();
        assertThat(keys.findings()).isEmpty();
        assertThat(chunks.ask("SELECT id FROM chunks WHERE part <> (id % 4)"))
                .as("rows without their key")
                .isEmpty();
        assertThat(chunks.ask(
                        "SELECT id FROM audit WHERE op = 'INSERT' AND id >= 100001 GROUP BY id HAVING count(*) > 1"))
                .as("a row's own trigger fires once")
                .isEmpty();
        assertFollowed(pair);
        chunks.back(pair);
        new WayBack(chunks.database, pair).dropMade(Swapping.UNWATCHED);
        assertThat(load.findings()).as("the old table has them, too").isEmpty();
        assertThat(chunks.catalog()).isEqualTo(before);
        assertThat(chunks.now().phase()).isEqualTo(Phase.RETURNED);
        assertThat(chunks.ask(
                        "SELECT relname FROM pg_class WHERE relname LIKE '%\\_new%' OR relname LIKE '%\\_old%' OR relname"
                                + " LIKE 'log\\_%'"))
                .isEmpty();
        System.out.println("Writers' longest wait at a swap: " + there + ", " + back + ", " + again + "; " + updates
                + " updates of keys; " + load.summary(null));
    }

    private static void awaitMore(Load load, int written) throws InterruptedException {
        while (load.acknowledged() < written + 100) {
            Thread.sleep(5);
        }
    }

    @Test
    void whatHangsOnATableHangsOnTheOneThatTakesItsName() throws Exception {
        chunks.citations();
        chunks.sql(
                "CREATE PUBLICATION words FOR TABLE chunks WITH (publish = 'insert', publish_via_partition_root = true)");
        List<String> before = chunks.catalog();
        assertThat(chunks.problems(Swapping.hash())).isEmpty();
        TablePair pair = chunks.prepared(Swapping.hash());
        chunks.forward(pair);

        assertThat(chunks.catalog()).isEqualTo(before);
        assertThat(chunks.ask("SELECT relkind FROM pg_class WHERE oid = 'chunks'::regclass"))
                .containsExactly("p");
        assertThat(chunks.ask("SELECT DISTINCT relreplident FROM pg_class JOIN pg_inherits ON inhrelid = pg_class.oid"
                        + " WHERE inhparent = 'chunks'::regclass"))
                .as("of the partitions")
                .containsExactly("f");
        assertThatThrownBy(() -> chunks.sql("INSERT INTO chunks (collection_id, body) VALUES (99, 'no collection')"))
                .hasMessageContaining("foreign key");
        assertThatThrownBy(() -> chunks.sql("DELETE FROM collections WHERE id = 3"))
                .hasMessageContaining("foreign key");
        assertThatThrownBy(() -> chunks.sql("INSERT INTO citation VALUES (7777, 7777)"))
                .hasMessageContaining("foreign key");
        chunks.sql("DELETE FROM chunks WHERE id = 5; INSERT INTO citation VALUES (7777, 7)");
        assertThat(chunks.ask("SELECT id FROM citation WHERE chunk = 5")).isEmpty();
        assertThat(chunks.one("INSERT INTO chunks (collection_id, body) VALUES (1, 'next') RETURNING id"))
                .isEqualTo("5000034");
        chunks.sql(
                "INSERT INTO chunks (id, collection_id, body) VALUES (7, 1, 'again') ON CONFLICT (id) DO UPDATE SET body ="
                        + " excluded.body");
        assertThat(chunks.ask("SELECT body FROM chunks WHERE id = 7")).containsExactly("again");

        chunks.back(pair);
        assertThat(chunks.ask("SELECT relkind FROM pg_class WHERE oid = 'chunks'::regclass"))
                .containsExactly("r");
        assertThat(chunks.one("INSERT INTO chunks (collection_id, body) VALUES (1, 'last') RETURNING id"))
                .isEqualTo("5000067");
        chunks.sql("SELECT setval('chunks_id_seq', 5000000)");
        assertThat(chunks.catalog()).isEqualTo(before);
        assertThat(chunks.ask("SELECT id FROM citation WHERE chunk = 5")).isEmpty();
        assertFollowed(pair);
    }

    @Test
    void applicationsNeedNotKnowThePartitionKey() throws Exception {
        try (Connection app = chunks.connect();
                PreparedStatement select = app.prepareStatement("SELECT body FROM chunks WHERE id = ?");
                PreparedStatement update = app.prepareStatement("UPDATE chunks SET body = body || '!' WHERE id = ?")) {
            for (int i = 1; i <= 10; i++) {
                select.setLong(1, i);
                select.executeQuery().close();
                update.setLong(1, i);
                assertThat(update.executeUpdate()).isEqualTo(1);
            }
            TablePair pair = chunks.prepared(Swapping.list());
            chunks.forward(pair);
            for (int i = 1; i <= 10; i++) {
                update.setLong(1, i);
                assertThat(update.executeUpdate())
                        .as("a statement that was prepared before")
                        .isEqualTo(1);
                select.setLong(1, i);
                try (var row = select.executeQuery()) {
                    assertThat(row.next()).isTrue();
                    assertThat(row.getString(1)).isEqualTo("Body " + i + "!!");
                }
            }
        }
        String as = "SET ROLE app; ";
        chunks.sql("TRUNCATE audit");
        chunks.sql(as + "INSERT INTO chunks (collection_id, body) VALUES (1, 'one'), (1, 'two')");
        try (Connection app = chunks.connect();
                Statement statement = app.createStatement()) {
            statement.execute("SET ROLE app");
            assertThat(statement.executeUpdate(
                            "INSERT INTO chunks (id, collection_id, body) VALUES (2001, 1, 'three')"))
                    .isEqualTo(1);
            assertThat(statement.executeUpdate("UPDATE chunks SET version = 1 WHERE id BETWEEN 1 AND 3"))
                    .isEqualTo(3);
            try (var row = statement.executeQuery(
                    "INSERT INTO chunks (id, collection_id, body) VALUES (2002, 1, 'four') RETURNING id, length")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1) + row.getString(2)).isEqualTo("20024");
            }
        }
        assertThat(chunks.ask("SELECT id FROM chunks WHERE part <> id % 4")).isEmpty();
        assertThat(chunks.ask("SELECT op || count(*) FROM audit GROUP BY op")).containsExactly("INSERT4");
        assertThat(chunks.ask("SELECT touched FROM chunks WHERE id BETWEEN 1 AND 3"))
                .containsExactly("1", "1", "1");
        assertThat(chunks.one("SELECT count(*) FROM chunks WHERE part = 2 AND tableoid = 'chunks_p2'::regclass"))
                .isEqualTo(chunks.one("SELECT count(*) FROM chunks WHERE id % 4 = 2"));
        assertThatThrownBy(() -> chunks.sql("INSERT INTO chunks (id, collection_id, body) VALUES (2001, 1, 'twice')"))
                .hasMessageContaining("duplicate key");
    }

    @Test
    void writersWhoNameConflictsHaveToGiveTheKey() throws Exception {
        chunks.forward(chunks.prepared(Swapping.list()));
        String insert = "INSERT INTO chunks (id, collection_id, body) VALUES (7, 1, 'again') ON CONFLICT";
        assertThatThrownBy(() -> chunks.sql(insert + " (id) DO NOTHING"))
                .hasMessageContaining("no unique or exclusion");
        assertThatThrownBy(() -> chunks.sql(insert + " DO NOTHING")).hasMessageContaining("duplicate key");
        chunks.sql("INSERT INTO chunks (id, collection_id, body, part) VALUES (7, 1, 'again', 3)"
                + " ON CONFLICT (id, part) DO UPDATE SET body = excluded.body");
        assertThat(chunks.ask("SELECT body FROM chunks WHERE id = 7")).containsExactly("again");
    }

    @Test
    void aParentIsDeletedWhileItsChildrensDeletionWaitsInTheLog() throws Exception {
        TablePair pair = chunks.prepared(Swapping.hash());
        chunks.sql("DELETE FROM chunks WHERE collection_id = 3");
        chunks.sql("DELETE FROM collections WHERE id = 3");
        chunks.forward(pair);
        assertThat(chunks.ask("SELECT id FROM chunks WHERE collection_id = 3")).isEmpty();
        chunks.sql("DELETE FROM chunks WHERE collection_id = 4");
        chunks.sql("DELETE FROM collections WHERE id = 4");
        assertFollowed(pair);
    }

    @Test
    void rowsOfATruncatedTableAreGoneFromTheOther() throws Exception {
        TablePair pair = chunks.prepared(Swapping.hash());
        chunks.sql("UPDATE chunks SET version = 7; TRUNCATE chunks;"
                + " INSERT INTO chunks (id, collection_id, body) VALUES (1, 1, 'first'), (2000, 2, 'second')");
        chunks.forward(pair);
        assertThat(chunks.ask("SELECT body FROM chunks ORDER BY 1")).containsExactly("first", "second");
        chunks.sql("INSERT INTO chunks (collection_id, body) SELECT 1, 'more' FROM generate_series(1, 100)");
        assertFollowed(pair);
        chunks.sql("TRUNCATE chunks_p1");
        assertFollowed(pair);
        assertThat(chunks.ask("SELECT count(*) FROM chunks")).isNotEqualTo(List.of("102"));
        chunks.back(pair);
        assertFollowed(pair);
    }

    @Test
    @Timeout(300)
    void aSwapThatIsCutOffAtAnyStatementLeavesTheOldTableOrTheNewOneAndGoesOn() throws Exception {
        chunks.citations();
        TablePair pair = chunks.prepared(Swapping.hash());
        List<String> before = chunks.catalog();
        Breaking breaking = new Breaking(chunks.source("longhaul"));
        Swapping broken = new Swapping(SERVER, breaking, WRITER_WAIT);
        int cuts = 0;
        for (boolean done = false; !done; cuts++) {
            chunks.sql("UPDATE chunks SET version = version + 1 WHERE id <= 50");
            breaking.after(cuts);
            try {
                broken.forward(pair);
                done = true;
            } catch (MigrationException e) {
                assertThat(e.kind()).isEqualTo(FailureKind.UNAVAILABLE);
            }
            assertThat(
                            chunks.one(
                                    "SELECT relkind::text || phase || (SELECT count(*) FROM chunks WHERE id <= 50 AND version = "
                                            + (cuts + 1)
                                            + ") || (SELECT count(*) FROM chunks) FROM pg_class, longhaul.repartition WHERE oid = 'chunks'::regclass"))
                    .as("cut off at statement %d", cuts)
                    .isIn("rPREPARED501000", "pSWAPPED501000");
            if (cuts % 10 == 0 && chunks.now().phase() == Phase.PREPARED) {
                assertThat(chunks.catalog()).isEqualTo(before);
            }
        }
        assertThat(chunks.catalog()).isEqualTo(before);
        assertFollowed(pair);
        assertThat(cuts).isGreaterThan(60);
        System.out.println("The swap was cut off " + (cuts - 1) + " times.");
    }

    @Test
    void whoHoldsTheTableForLongIsNotWaitedForAndOthersAreNotHeldUp() throws Exception {
        chunks = new Swapping(SERVER, SERVER.pool(), Duration.ofMillis(400));
        TablePair pair = chunks.prepared(Swapping.hash());
        try (Connection app = chunks.connect();
                Statement statement = app.createStatement();
                Connection other = chunks.connect();
                Statement writing = other.createStatement()) {
            app.setAutoCommit(false);
            statement.execute("UPDATE chunks SET version = 1 WHERE id = 1");
            Future<Swapped> swap = beside(() -> chunks.forward(pair));
            SERVER.awaitWaiting("LOCK TABLE");
            writing.execute("SET statement_timeout = 2000");
            for (int i = 0; i < 20; i++) {
                writing.execute("UPDATE chunks SET version = version + 1 WHERE id = 2");
            }
            assertThat(swap.isDone()).isFalse();
            app.commit();
            swap.get();
        }
        assertThat(chunks.ask("SELECT version FROM chunks WHERE id <= 2 ORDER BY id"))
                .containsExactly("1", "20");
        assertThat(chunks.now().phase()).isEqualTo(Phase.SWAPPED);
    }

    @Test
    void aVacuumOfTheNewTableIsWaitedForBeforeWritersHaveToWait() throws Exception {
        chunks.sql("ALTER TABLE chunks REPLICA IDENTITY DEFAULT");
        TablePair pair = chunks.prepared(Swapping.hash());
        String partition = chunks.one("SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = " + pair.made()
                + " ORDER BY 1 DESC LIMIT 1");
        try (Connection vacuum = chunks.connect();
                Statement vacuuming = vacuum.createStatement();
                Connection app = chunks.connect();
                Statement writing = app.createStatement()) {
            vacuum.setAutoCommit(false);
            vacuuming.execute("LOCK TABLE " + partition + " IN SHARE UPDATE EXCLUSIVE MODE");
            Future<Swapped> swap = beside(() -> chunks.forward(pair));
            while (chunks.one("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '" + partition
                            + "'::regclass")
                    .equals("0")) {
                assertThat(swap.isDone()).isFalse();
                Thread.sleep(5);
            }
            assertThat(chunks.one("SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = "
                            + pair.original()))
                    .isEqualTo("0");
            writing.execute("SET lock_timeout = 1; UPDATE chunks SET version = 7 WHERE id = 2");
            vacuum.commit();
            swap.get();
        }
        assertThat(chunks.one("SELECT version FROM chunks WHERE id = 2")).isEqualTo("7");
    }

    /** Writes again and again until it is told to end, and says how many milliseconds the longest write took. */
    private Future<Long> writing(AtomicBoolean end) {
        return beside(() -> {
            long longest = 0;
            try (Connection app = chunks.connect();
                    Statement statement = app.createStatement()) {
                while (!end.get()) {
                    long begun = System.nanoTime();
                    statement.execute("UPDATE chunks SET version = version + 1 WHERE id = 1");
                    longest = Math.max(longest, System.nanoTime() - begun);
                }
            }
            return Duration.ofNanos(longest).toMillis();
        });
    }

    @Test
    void aSwapThatWouldTakeLongerThanWritersMayWaitGivesWayInTime() throws Exception {
        chunks.citations();
        TablePair pair = chunks.prepared(new Layout.ByHash("id", 100));
        List<String> before = chunks.catalog();
        // Each change of a definition takes its time while the table is locked: all of them, half a minute.
        chunks.sql("""
                CREATE FUNCTION slow() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN
                  PERFORM pg_sleep(0.1) FROM pg_locks
                  WHERE pid = pg_backend_pid() AND mode = 'AccessExclusiveLock' AND relation = %d;
                END$$;
                CREATE EVENT TRIGGER slow ON ddl_command_end EXECUTE FUNCTION slow()""".formatted(pair.original()));
        AtomicBoolean end = new AtomicBoolean();
        Future<Long> written = writing(end);
        try {
            assertThatThrownBy(() -> new Swapping(SERVER, SERVER.pool(), Duration.ofMillis(200)).forward(pair))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.UNAVAILABLE))
                    .hasMessageContaining("others would have waited longer than limits.writer-wait, 200 ms");
        } finally {
            chunks.sql("DROP EVENT TRIGGER slow");
        }
        assertThat(chunks.now().phase()).isEqualTo(Phase.PREPARED);
        assertThat(chunks.catalog()).isEqualTo(before);

        Swapped there = null;
        while (there == null) {
            try {
                there = new Swapping(SERVER, SERVER.pool(), Duration.ofMillis(500)).forward(pair);
            } catch (MigrationException e) {
                assertThat(e.kind()).as("a machine that is busy").isEqualTo(FailureKind.UNAVAILABLE);
            }
        }
        end.set(true);
        long longest = written.get();
        System.out.println(
                "A hundred partitions with foreign keys both ways: " + there + ", longest write " + longest + " ms");
        assertThat(longest).as("the longest write").isLessThan(5_000);
        assertThat(chunks.catalog()).isEqualTo(before);
        // Those of each partition that is pointed to were left as they were before PostgreSQL 18.
        assertThat(
                        chunks.one(
                                "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND NOT convalidated AND conparentid = 0"))
                .isEqualTo("0");
    }

    @Test
    void foreignKeysAreValidatedBesideWritersAndNobodyWaitsForLongBehindTheLockThatMakesThemOne() throws Exception {
        chunks = new Swapping(SERVER, SERVER.pool(), Duration.ofMillis(400));
        TablePair pair = chunks.prepared(Swapping.hash());
        new Swap(chunks.database, pair).forward(note -> {}, Swapping.UNWATCHED);
        String open = "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND NOT convalidated";
        assertThat(chunks.one(open)).isEqualTo("4");
        try (Connection app = chunks.connect();
                Statement statement = app.createStatement();
                Connection other = chunks.connect();
                Statement writing = other.createStatement()) {
            app.setAutoCommit(false);
            statement.execute("UPDATE chunks SET version = 1 WHERE id = 1; SELECT 1 FROM collections");
            Future<String> settled = beside(() -> {
                new Settlement(chunks.database, pair).run(Swapping.UNWATCHED);
                return "settled";
            });
            SERVER.awaitWaiting("DO ");
            assertThat(chunks.one(open)).as("beside a writer").isEqualTo("0");
            writing.execute("SET statement_timeout = 2000");
            for (int i = 0; i < 20; i++) {
                writing.execute("UPDATE chunks SET version = version + 1 WHERE id = 2");
                writing.execute("UPDATE collections SET name = name || '!' WHERE id = 2");
            }
            assertThat(settled.isDone()).isFalse();
            statement.execute(
                    "UPDATE collections SET name = 'held' WHERE id = 1; UPDATE chunks SET version = 2 WHERE id = 3");
            app.commit();
            assertThat(settled.get()).isEqualTo("settled");
        }
        assertThat(chunks.ask("SELECT conrelid::regclass FROM pg_constraint"
                        + " WHERE contype = 'f' AND conparentid = 0 AND convalidated"))
                .as("one of the whole table")
                .containsExactly("chunks");
    }

    @Test
    void inADeadlockWithAWriterTheSwapGivesWay() throws Exception {
        TablePair pair = chunks.prepared(Swapping.hash());
        try (Connection app = chunks.connect();
                Statement statement = app.createStatement()) {
            app.setAutoCommit(false);
            statement.execute("SET deadlock_timeout = '5s'; UPDATE collections SET name = 'held' WHERE id = 1");
            Future<Swapped> swap = beside(() -> chunks.forward(pair));
            SERVER.awaitWaiting("LOCK TABLE public.collections IN ACCESS");
            statement.execute("UPDATE chunks SET version = 9 WHERE id = 1");
            app.commit();
            swap.get();
        }
        assertThat(chunks.ask("SELECT version FROM chunks WHERE id = 1")).containsExactly("9");
        assertFollowed(pair);
    }

    @Test
    void aTransactionThatSeesTheTableAsItWasIsWaitedFor() throws Exception {
        try (Connection app = chunks.connect();
                Statement statement = app.createStatement()) {
            app.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            app.setAutoCommit(false);
            statement.execute("SELECT 1 FROM collections");
            TablePair pair = chunks.prepared(Swapping.hash());
            List<String> notes = Collections.synchronizedList(new ArrayList<>());
            Future<Swapped> swap = beside(() -> new Swap(chunks.database, pair)
                    .forward(
                            note -> {
                                if (note != null) {
                                    notes.add(note);
                                }
                            },
                            Swapping.UNWATCHED));
            while (notes.stream().noneMatch(note -> note.startsWith("waiting for the transaction"))) {
                Thread.sleep(5);
            }
            try (var row = statement.executeQuery("SELECT count(*) FROM chunks")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getInt(1)).isEqualTo(1_000);
            }
            app.commit();
            swap.get();
        }
        assertThat(chunks.now().phase()).isEqualTo(Phase.SWAPPED);
    }

    /** What a writer commits while the swap waits for it, by a swap that is begun then. */
    private void committedMeanwhile(Swapping swapping, TablePair pair, String waiting, String... statements)
            throws Exception {
        try (Connection app = chunks.connect();
                Statement statement = app.createStatement()) {
            app.setAutoCommit(false);
            statement.execute(statements[0]);
            Future<Swapped> swap = beside(() -> swapping.forward(pair));
            SERVER.awaitWaiting(waiting);
            for (int i = 1; i < statements.length; i++) {
                statement.execute(statements[i]);
            }
            app.commit();
            swap.get();
        }
    }

    @Test
    void whatIsCommittedBeforeTheLockIsThereAlsoWhereTransactionsSeeWhatTheyBeganWith() throws Exception {
        TablePair pair = chunks.prepared(Swapping.hash());
        Swapping repeating = chunks.with("default_transaction_isolation=repeatable\\ read", WRITER_WAIT);
        committedMeanwhile(repeating, pair, "LOCK TABLE", "UPDATE chunks SET version = 5 WHERE id = 1");
        assertThat(chunks.ask("SELECT version FROM chunks WHERE id = 1")).containsExactly("5");
    }

    @Test
    void subscribersGetEachRowOnce() throws Exception {
        chunks.sql(
                "CREATE PUBLICATION words FOR TABLE chunks WITH (publish = 'insert', publish_via_partition_root = true)");
        chunks.sql("SELECT pg_create_logical_replication_slot('words', 'pgoutput')");
        try {
            TablePair pair = chunks.prepared(Swapping.hash());
            committedMeanwhile(
                    chunks,
                    pair,
                    "LOCK TABLE",
                    "INSERT INTO chunks (collection_id, body) VALUES (1, 'one'), (1, 'two'), (1, 'three')");
            String published = "SELECT count(*) FROM pg_logical_slot_peek_binary_changes('words', NULL, NULL,"
                    + " 'proto_version', '1', 'publication_names', 'words') WHERE get_byte(data, 0) = ascii('I')";
            assertThat(chunks.one(published)).isEqualTo("3");
            chunks.sql("INSERT INTO chunks (collection_id, body) VALUES (1, 'four')");
            assertThat(chunks.one(published)).isEqualTo("4");
        } finally {
            chunks.sql("SELECT pg_drop_replication_slot('words')");
        }
    }

    @Test
    void aViewThatIsReplacedMeanwhileKeepsItsNewWords() throws Exception {
        TablePair pair = chunks.prepared(Swapping.hash());
        committedMeanwhile(
                chunks,
                pair,
                "ALTER VIEW",
                "LOCK TABLE long_chunks IN ACCESS SHARE MODE",
                "CREATE OR REPLACE VIEW long_chunks AS SELECT c.*, n.name, 'newer' AS age"
                        + " FROM chunks c JOIN collections n ON n.id = c.collection_id");
        assertThat(chunks.ask("SELECT DISTINCT age FROM long_chunks")).containsExactly("newer");
        assertThat(chunks.ask("SELECT count(DISTINCT tableoid) FROM chunks")).containsExactly("4");
        chunks.sql("DROP TABLE " + chunks.now().originalName());
    }

    @Test
    void rowsThatExchangeAUniqueValueAreCarriedOverTogether() throws Exception {
        TablePair pair = chunks.prepared(new Layout.Plain(null));
        chunks.sql("CREATE UNIQUE INDEX chunks_new_place ON chunks_new (place)");
        chunks.sql("UPDATE chunks SET place = -1 WHERE id = 1");
        for (int i = 0; i < 3; i++) {
            chunks.sql("UPDATE chunks SET version = version + 1 WHERE id > 10");
        }
        chunks.sql("UPDATE chunks SET place = 1 WHERE id = 2; UPDATE chunks SET place = 2 WHERE id = 1");
        assertFollowed(pair);
        chunks.sql("UPDATE chunks SET place = 7 WHERE id = 8");
        assertThatThrownBy(() -> chunks.forward(pair))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.REJECTED_RECORD))
                .hasMessageContaining("find the values that are there twice");
        chunks.sql("UPDATE chunks SET place = 8 WHERE id = 8");
        chunks.forward(pair);
        assertFollowed(pair);
    }

    @Test
    void rowsComeAndGoWithPartitionsAfterTheSwap() throws Exception {
        TablePair pair = chunks.prepared(Swapping.list());
        chunks.forward(pair);
        chunks.sql("DROP TABLE chunks_p3; CREATE TABLE late (LIKE chunks INCLUDING CONSTRAINTS INCLUDING GENERATED);"
                + " INSERT INTO late (id, place, collection_id, body, version, touched, part)"
                + " VALUES (3003, 1, 1, 'attached', 0, 0, 3);"
                + " ALTER TABLE chunks ATTACH PARTITION late FOR VALUES IN (3)");
        chunks.sql("INSERT INTO chunks (id, collection_id, body) VALUES (3007, 1, 'written')");
        assertFollowed(pair);
        String old = chunks.now().originalName();
        assertThat(chunks.ask("SELECT body FROM " + old + " WHERE id % 4 = 3 ORDER BY id"))
                .containsExactly("attached", "written");
        chunks.sql("TRUNCATE late; INSERT INTO chunks (id, collection_id, body) VALUES (3011, 1, 'last')");
        chunks.sql("DROP TABLE chunks_p2");
        chunks.back(pair);
        assertThat(chunks.ask("SELECT body FROM chunks WHERE id % 4 IN (2, 3)")).containsExactly("last");
        assertThat(chunks.ask("SELECT count(*) FROM chunks WHERE id % 4 IN (0, 1)"))
                .containsExactly("500");
    }

    @Test
    void aUserWhoSeesNothingOfOthersWaitsForTheirTransactionsAllTheSame() throws Exception {
        chunks.sql("DROP ROLE IF EXISTS keeper; CREATE ROLE keeper");
        Swapping keeper = chunks.with("role=keeper", WRITER_WAIT);
        try (Connection app = chunks.connect();
                Statement statement = app.createStatement()) {
            app.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            app.setAutoCommit(false);
            statement.execute("SELECT 1 FROM collections");
            List<String> notes = Collections.synchronizedList(new ArrayList<>());
            Future<String> waited = beside(() -> {
                var unused = OldSnapshots.await(
                        keeper.database, note -> notes.add(String.valueOf(note)), Swapping.UNWATCHED);
                return "no more";
            });
            while (notes.isEmpty()) {
                Thread.sleep(5);
            }
            assertThat(notes.get(0))
                    .startsWith("waiting for the transaction of process")
                    .doesNotContain("which began");
            statement.execute("COMMIT");
            assertThat(waited.get()).isEqualTo("no more");
        }
    }

    @Test
    void rightsThatTheSwapWouldLackAreAskedForBefore() throws Exception {
        chunks.citations();
        chunks.sql("DROP ROLE IF EXISTS keeper; CREATE ROLE keeper; DROP ROLE IF EXISTS master; CREATE ROLE master;"
                + " DROP VIEW long_chunks CASCADE; GRANT master TO keeper; ALTER TABLE chunks OWNER TO master;"
                + " GRANT USAGE ON SCHEMA public TO keeper, master; GRANT SELECT ON citation, collections TO keeper");
        Swapping keeper = chunks.with("role=keeper", WRITER_WAIT);
        assertThat(String.join("\n", keeper.problems(Swapping.hash())))
                .contains(
                        "foreign key citation_chunk_fkey of citation is added anew by its owner longhaul alone",
                        "points to collections, which the user may not refer to: grant it REFERENCES",
                        "its owner master may not make tables in its schema");
        chunks.sql("GRANT CREATE ON SCHEMA public TO master; GRANT REFERENCES ON collections TO keeper;"
                + " ALTER TABLE citation OWNER TO keeper");
        assertThat(keeper.problems(Swapping.hash()))
                .singleElement()
                .asString()
                .contains("may not lock: grant it UPDATE, DELETE or TRUNCATE");
        chunks.sql("GRANT UPDATE ON collections TO keeper");
        assertThat(keeper.problems(Swapping.hash())).isEmpty();
    }

    @Test
    void whatWasMadeIsDroppedWhereverThatIsCutOff() throws Exception {
        TablePair pair = chunks.prepared(Swapping.list());
        Breaking breaking = new Breaking(chunks.source("longhaul"));
        Swapping broken = new Swapping(SERVER, breaking, WRITER_WAIT);
        boolean done = false;
        for (int cuts = 0; !done; cuts += 3) {
            breaking.after(cuts);
            try {
                new WayBack(broken.database, pair).dropMade(Swapping.UNWATCHED);
                done = true;
            } catch (MigrationException e) {
                assertThat(e.kind()).isEqualTo(FailureKind.UNAVAILABLE);
            }
            chunks.sql("UPDATE chunks SET version = version + 1 WHERE id = 1");
        }
        assertThat(chunks.ask(
                        "SELECT relname FROM pg_class WHERE relname LIKE 'chunks\\_%new' OR relname LIKE 'chunks\\_p_'"
                                + " OR relname LIKE 'log\\_%' UNION ALL SELECT proname FROM pg_proc"
                                + " WHERE pronamespace = 'longhaul'::regnamespace"))
                .isEmpty();
    }

    @Test
    void aTableThatWasAlteredMeanwhileIsNotSwapped() throws Exception {
        TablePair pair = chunks.prepared(Swapping.hash());
        chunks.sql("ALTER TABLE chunks ADD COLUMN late int");
        assertThatThrownBy(() -> chunks.forward(pair))
                .hasMessageContaining("columns of table public.chunks were changed");
        chunks.sql("ALTER TABLE chunks DROP COLUMN late; ALTER TABLE chunks DISABLE TRIGGER zz_longhaul_log");
        assertThatThrownBy(() -> chunks.forward(pair)).hasMessageContaining("is no longer logged");
        new WayBack(chunks.database, pair).dropMade(Swapping.UNWATCHED);
        new WayBack(chunks.database, pair).dropMade(Swapping.UNWATCHED);
        assertThat(chunks.ask(
                        "SELECT relname FROM pg_class WHERE relname LIKE 'chunks\\_%new' OR relname LIKE 'log\\_%'"))
                .isEmpty();
        chunks.sql("DELETE FROM chunks WHERE id = 1");
    }

    @Test
    void whatIsFinalHasNoWayBack() throws Exception {
        TablePair pair = chunks.prepared(Swapping.list());
        chunks.forward(pair);
        new WayBack(chunks.database, pair).close(Swapping.UNWATCHED);
        assertThatThrownBy(() -> chunks.back(pair)).hasMessageContaining("has come to its end");
        chunks.sql("INSERT INTO chunks (id, collection_id, body) VALUES (3001, 1, 'keyed')");
        assertThat(chunks.ask("SELECT part FROM chunks WHERE id = 3001")).containsExactly("1");
        assertThat(chunks.ask("SELECT relname FROM pg_class WHERE relname LIKE 'log\\_%'"))
                .isEmpty();
        chunks.sql("DROP TABLE " + chunks.now().originalName());
        assertThat(chunks.ask("SELECT count(*) FROM chunks")).containsExactly("1001");
    }

    @Test
    void whatCanNotBeMovedIsRefusedWithTheWayOut() throws Exception {
        chunks.citations();
        chunks.sql("""
                CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM chunks;
                CREATE VIEW grouped AS SELECT id, body FROM chunks GROUP BY id;
                CREATE VIEW rows AS SELECT c FROM chunks c;
                CREATE RULE quiet AS ON INSERT TO collections DO ALSO DELETE FROM chunks WHERE id < 0;
                CREATE FUNCTION newest() RETURNS bigint RETURN (SELECT max(id) FROM chunks);
                CREATE FUNCTION of(c chunks) RETURNS text LANGUAGE sql AS 'SELECT c.body';
                CREATE TABLE boxes (one chunks);
                CREATE STATISTICS both_columns ON collection_id, version FROM chunks;
                CREATE POLICY mine ON chunks USING (id > 0);
                CREATE PUBLICATION everything FOR ALL TABLES;
                CREATE TRIGGER whole AFTER INSERT ON chunks REFERENCING NEW TABLE AS n FOR EACH ROW EXECUTE FUNCTION audit();
                ALTER TABLE chunks ADD COLUMN parent bigint REFERENCES chunks;
                ALTER TABLE chunks ADD CONSTRAINT later FOREIGN KEY (version) REFERENCES collections NOT VALID""");
        List<String> problems = chunks.problems(Swapping.list());
        assertThat(problems.stream().collect(Collectors.joining("\n")))
                .contains(
                        "materialized view counted reads it",
                        "view grouped groups by its primary key alone",
                        "view rows hangs on the table",
                        "rule quiet on collections",
                        "function newest() hangs on the table",
                        "function of(chunks) hangs on the table",
                        "table boxes hangs on the table",
                        "statistics object both_columns hangs on the table",
                        "it has row security",
                        "publication everything publishes all tables",
                        "trigger whole of chunks sees rows and, as a table, all that changed",
                        "foreign key chunks_parent_fkey of chunks points to the table itself",
                        "foreign key later of chunks is not validated",
                        "foreign key citation_chunk_fkey of citation needs a unique key");
        assertThat(problems).hasSize(14);
    }
}
