package io.longhaul.activities.repartition.swap;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.longhaul.activities.postgres.PostgresPool;
import io.longhaul.activities.postgres.PostgresSettings;
import io.longhaul.activities.repartition.swap.TablePair.Phase;
import io.longhaul.embedded.load.Load;
import io.longhaul.embedded.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two tables of a real PostgreSQL change places while others write to them, point to them and hold them. */
@Timeout(120)
class SwapTest {

    private static final Duration WRITER_WAIT = Duration.ofSeconds(2);

    @TempDir
    static Path server;

    private static EmbeddedPostgres postgres;
    private static HikariDataSource pool;

    private final ExecutorService beside = Executors.newCachedThreadPool();
    private Swapping chunks;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.start(server.resolve("postgres"), server.resolve("postgres.log"));
        pool = PostgresPool.open("test", PostgresSettings.parse("TARGET_URL", postgres.url()), 6, Duration.ZERO);
    }

    @AfterAll
    static void stop() {
        pool.close();
        postgres.close();
    }

    @BeforeEach
    void table() throws SQLException {
        chunks = new Swapping(postgres, pool, WRITER_WAIT);
        chunks.table();
    }

    @AfterEach
    void end() {
        beside.shutdownNow();
    }

    private <T> Future<T> beside(Callable<T> work) {
        return beside.submit(work);
    }

    private void awaitWaiting(String query) throws Exception {
        while (chunks.ask("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '" + query
                        + "%'")
                .isEmpty()) {
            Thread.sleep(5);
        }
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
        Load load = Load.start(chunks.source(), Swapping.application(), 4, 1, 2);
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
                + " updates of keys; " + load.summary());
    }

    private static void awaitMore(Load load, int written) throws InterruptedException {
        while (load.acknowledged() < written + 200) {
            Thread.sleep(5);
        }
    }
}
