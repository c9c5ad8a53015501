package io.longhaul.activities.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longhaul.activities.PostgresServer;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.live.Limits;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a database's other users get. */
@Timeout(60)
class LiveDatabaseTest {

    @RegisterExtension
    static final PostgresServer SERVER = new PostgresServer();

    private static final Watch UNWATCHED = () -> {};

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** Each process has one of its own. */
    private static LiveDatabase database() {
        return new LiveDatabase(SERVER.target(), Duration.ofSeconds(2));
    }

    private static int processes(LiveDatabase database) {
        return database.calmly(
                "asking",
                UNWATCHED,
                transaction -> transaction.row(
                        "SELECT current_setting('max_parallel_workers_per_gather')::int", row -> row.getInt(1)));
    }

    /** An application whose statement takes its time. */
    private final class Application implements AutoCloseable {
        private final Connection connection = SERVER.connect();
        private final Statement statement = connection.createStatement();
        private final Future<?> working;

        Application() throws SQLException, InterruptedException {
            working = threads.submit(() -> statement.execute("SELECT pg_sleep(60)"));
            while (!database().othersAtWork()) {
                Thread.sleep(5);
            }
        }

        @Override
        public void close() throws SQLException {
            statement.cancel();
            assertThat(working).failsWithin(Duration.ofSeconds(30));
            connection.close();
        }
    }

    private static void awaitNobody() throws InterruptedException {
        while (database().othersAtWork()) {
            Thread.sleep(5);
        }
    }

    @Test
    void whileOthersAreAtWorkAStatementIsOfOneProcessUnlessNobodyIsToLook() throws Exception {
        awaitNobody();
        assertThat(processes(database())).isPositive();
        Limits unlimited = new Limits(0, 0, 0, 0, 0, 2_000);
        try (Application application = new Application()) {
            assertThat(application.working).isNotDone();
            assertThat(processes(database())).isZero();
            assertThat(processes(LiveDatabase.within(SERVER.target(), unlimited)))
                    .isPositive();
        }
    }

    @Test
    void whileOthersAreAtWorkTransactionsThatWriteRowsTakeTurns() throws Exception {
        assertWaitsForItsTurn(() -> database().batch("writing", UNWATCHED, transaction -> "done"));
    }

    @Test
    void whileOthersAreAtWorkACountTakesItsTurnToo() throws Exception {
        assertWaitsForItsTurn(() -> database().inTurn("counting", UNWATCHED, transaction -> "done"));
    }

    private void assertWaitsForItsTurn(Callable<String> work) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (Application application = new Application()) {
            assertThat(application.working).isNotDone();
            CountDownLatch begun = new CountDownLatch(1);
            Future<String> first = threads.submit(() -> database().batch("writing", UNWATCHED, transaction -> {
                begun.countDown();
                await(end);
                return "done";
            }));
            await(begun);
            Future<String> second = threads.submit(work);
            SERVER.awaitWaiting("SELECT pg_advisory_xact_lock");
            assertThat(second).isNotDone();
            end.countDown();
            assertThat(first.get()).isEqualTo(second.get());
        }
    }

    @Test
    void whereNobodyElseIsAtWorkTheyDoNotWaitForEachOther() throws Exception {
        awaitNobody();
        String inner = database().batch("writing", UNWATCHED, transaction -> database()
                .batch("writing", UNWATCHED, another -> "written"));
        assertThat(inner).isEqualTo("written");
    }

    @Test
    void whereNobodyElseIsAtWorkTwoThingsAreDoneAtATime() throws Exception {
        awaitNobody();
        CyclicBarrier both = new CyclicBarrier(2);
        Lanes.each(database(), List.of(1, 2, 3, 4), thing -> await(both));
        assertThat(both.getNumberWaiting()).isZero();
    }

    @Test
    void whileOthersAreAtWorkThingsAreDoneOneByOne() throws Exception {
        AtomicInteger now = new AtomicInteger();
        Queue<Integer> done = new ConcurrentLinkedQueue<>();
        try (Application application = new Application()) {
            assertThat(application.working).isNotDone();
            Lanes.each(database(), List.of(1, 2, 3, 4), thing -> {
                assertThat(now.incrementAndGet()).isOne();
                LiveDatabase.sleep(Duration.ofMillis(20));
                now.decrementAndGet();
                done.add(thing);
            });
        }
        assertThat(done).containsExactly(1, 2, 3, 4);
    }

    @Test
    void whatFailsInOneLaneEndsBothAndIsTold() throws Exception {
        awaitNobody();
        CyclicBarrier both = new CyclicBarrier(2);
        Queue<Integer> begun = new ConcurrentLinkedQueue<>();
        assertThatThrownBy(() -> Lanes.each(database(), List.of(1, 2, 3, 4, 5, 6), thing -> {
                    begun.add(thing);
                    await(both);
                    if (Thread.currentThread().getName().equals("lane")) {
                        throw new IllegalStateException("of thing " + thing);
                    }
                    LiveDatabase.sleep(Duration.ofMillis(200));
                }))
                .hasMessageContaining("of thing");
        assertThat(begun).hasSize(2);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
