package io.longhaul.embedded.qdrant;

import static io.longhaul.embedded.qdrant.QdrantFixture.answer;
import static io.longhaul.embedded.qdrant.QdrantFixture.params;
import static io.longhaul.embedded.qdrant.QdrantFixture.point;
import static io.longhaul.embedded.qdrant.QdrantFixture.text;
import static io.qdrant.client.PointIdFactory.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Points.PointStruct;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The promise of LocalQdrant, put to the test with processes that are killed. */
@Timeout(120)
class KillTest {
    private static final int BATCH = 20;

    @TempDir
    Path data;

    @Test
    void everyAcknowledgedPointIsThereAfterAKillAmidWrites() throws Exception {
        Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
        try (ServerProcess server = ServerProcess.start(data);
                QdrantClient client = server.client()) {
            answer(client.createCollectionAsync("c", params(Distance.Cosine, 8)));
            ExecutorService writers = Executors.newFixedThreadPool(3);
            AtomicLong next = new AtomicLong();
            for (int i = 0; i < 3; i++) {
                writers.execute(() -> writeUntilItFails(client, next, acknowledged));
            }
            while (acknowledged.size() < 2_000) {
                Thread.sleep(1);
            }
            server.kill();
            writers.shutdown();
            assertThat(writers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }

        try (LocalQdrant server = LocalQdrant.start(data, 0);
                QdrantClient client = new QdrantClient(QdrantGrpcClient.newBuilder("127.0.0.1", server.port(), false)
                        .build())) {
            assertThat(answer(client.countAsync("c"))).isGreaterThanOrEqualTo(acknowledged.size());
            var found = answer(client.retrieveAsync(
                    "c",
                    acknowledged.stream().map(number -> id(number.longValue())).toList(),
                    true,
                    false,
                    null));
            assertThat(found).hasSameSizeAs(acknowledged).allSatisfy(point -> assertThat(point.getPayloadMap())
                    .isEqualTo(text("n", "point " + point.getId().getNum())));
        }
    }

    private static void writeUntilItFails(QdrantClient client, AtomicLong next, Set<Long> acknowledged) {
        while (true) {
            long first = next.getAndAdd(BATCH);
            List<PointStruct> batch = LongStream.range(first, first + BATCH)
                    .mapToObj(n -> point(n, text("n", "point " + n), 1, 2, 3, 4, 5, 6, 7, 8))
                    .toList();
            try {
                client.upsertAsync("c", batch).get(30, TimeUnit.SECONDS);
            } catch (ExecutionException killed) {
                return;
            } catch (Exception unexpected) {
                throw new AssertionError(unexpected);
            }
            batch.forEach(point -> acknowledged.add(point.getId().getNum()));
        }
    }

    @Test
    void aDirectoryInUseIsRefusedNamingTheProcessAndFreeOnceThatIsDead() throws Exception {
        try (ServerProcess holder = ServerProcess.start(data)) {
            assertThatThrownBy(() -> LocalQdrant.start(data, 0))
                    .hasMessageContaining("in use by process " + holder.pid() + ":");
        }
        LocalQdrant.start(data, 0).close();
    }

    @Test
    void aDirectoryInUseByThisProcessIsRefusedAndStaysLocked() throws Exception {
        try (LocalQdrant holder = LocalQdrant.start(data, 0)) {
            assertThat(holder.port()).isPositive();
            assertThatThrownBy(() -> LocalQdrant.start(data, 0))
                    .hasMessageContaining(
                            "in use by process " + ProcessHandle.current().pid());
            assertThatThrownBy(() -> ServerProcess.start(data)).hasMessageContaining("in use by process");
        }
    }
}
