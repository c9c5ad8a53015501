package io.longhaul.activities.qdrant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.longhaul.activities.MigrationException;
import io.longhaul.embedded.qdrant.LocalQdrant;
import io.longhaul.workflows.engine.FailureKind;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.CountResponse;
import io.qdrant.client.grpc.Points.PointsOperationResponse;
import io.qdrant.client.grpc.Points.UpdateResult;
import io.qdrant.client.grpc.Points.UpdateStatus;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.PointsGrpc.PointsImplBase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QdrantOutageTest {

    private static final Duration PATIENT = Duration.ofSeconds(30);

    @ParameterizedTest
    @CsvSource({
        "UNAVAILABLE,         UNAVAILABLE",
        "CANCELLED,           UNAVAILABLE",
        "DEADLINE_EXCEEDED,   TIMEOUT",
        "UNAUTHENTICATED,     UNAUTHORIZED",
        "PERMISSION_DENIED,   UNAUTHORIZED",
        "NOT_FOUND,           SCHEMA_MISMATCH",
        "INVALID_ARGUMENT,    SCHEMA_MISMATCH",
        "RESOURCE_EXHAUSTED,  THROTTLED",
        "UNIMPLEMENTED,       INVALID_SPEC",
        "INTERNAL,            UNKNOWN",
        "DATA_LOSS,           UNKNOWN",
        "UNKNOWN,             UNKNOWN",
    })
    void everyStatusHasItsKind(Status.Code code, FailureKind kind) throws Exception {
        Status status = code.toStatus().withDescription("words of the server that quote\n'private text'");
        MigrationException failure = countFails(answer -> answer.onError(status.asRuntimeException()));
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.getMessage())
                .contains("collection memos", "http://127.0.0.1:", ": ")
                .doesNotContain("private", "\n");
        assertThat(failure).hasRootCauseMessage(code + ": " + status.getDescription());
    }

    @Test
    void aThrottlingServerSaysHowLongToWait() throws Exception {
        Metadata trailers = new Metadata();
        trailers.put(QdrantErrors.RETRY_AFTER, "17");
        MigrationException failure =
                countFails(answer -> answer.onError(Status.RESOURCE_EXHAUSTED.asRuntimeException(trailers)));
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(17));
    }

    @Test
    void aServerThatNeverAnswersIsATimeout() throws Exception {
        try (Scripted server = new Scripted(answer -> {});
                QdrantSink sink = new QdrantSink(server.settings(), Duration.ofMillis(300))) {
            assertThat(failure(() -> sink.count("memos")).kind()).isEqualTo(FailureKind.TIMEOUT);
        }
    }

    @Test
    void aWriteThatIsNotAppliedIsAFailure() throws Exception {
        try (Scripted server = new Scripted(answer -> {});
                QdrantSink sink = new QdrantSink(server.settings(), PATIENT)) {
            Point point = new Point(PointId.of(1), new float[] {1}, Map.of());
            MigrationException failure = failure(() -> sink.upsert("memos", List.of(point)));
            assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
            assertThat(failure).hasMessageContaining("has not applied");
        }
    }

    @Test
    void anInterruptEndsACallAndStaysSet() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        try (Scripted server = new Scripted(answer -> called.countDown());
                QdrantSink sink = new QdrantSink(server.settings(), Duration.ofHours(1))) {
            CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                MigrationException failure = failure(() -> sink.count("memos"));
                stillInterrupted.complete(
                        Thread.currentThread().isInterrupted() && failure.kind() == FailureKind.UNAVAILABLE);
            });
            caller.start();
            called.await();
            caller.interrupt();
            assertThat(stillInterrupted.get()).isTrue();
        }
    }

    @Test
    void closingEndsACall() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        try (Scripted server = new Scripted(answer -> called.countDown())) {
            QdrantSink sink = new QdrantSink(server.settings(), Duration.ofHours(1));
            CompletableFuture<MigrationException> failure =
                    CompletableFuture.supplyAsync(() -> failure(() -> sink.count("memos")));
            called.await();
            sink.close();
            assertThat(failure.get().kind()).isEqualTo(FailureKind.UNAVAILABLE);
        }
    }

    @Test
    void aServerThatComesBackIsFoundByTheNextCall(@TempDir Path data) throws Exception {
        LocalQdrant before = LocalQdrant.start(data, 0);
        int port = before.port();
        try (QdrantSink sink = new QdrantSink(at(port), PATIENT)) {
            sink.ensure("memos", 2, "a model");
            before.close();
            for (int i = 0; i < 5; i++) {
                MigrationException failure = failure(() -> sink.count("memos"));
                assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
                assertThat(failure).hasMessageContaining("start it, or correct QDRANT_URL");
            }
            try (LocalQdrant after = LocalQdrant.start(data, port)) {
                assertThat(after.port()).isEqualTo(port);
                assertThat(sink.count("memos")).isZero();
            }
        }
    }

    @Test
    void aRestPortIsRecognised() throws Exception {
        HttpServer rest = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        rest.start();
        try (QdrantSink sink = new QdrantSink(at(rest.getAddress().getPort()), PATIENT)) {
            MigrationException failure = failure(sink::version);
            assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
            assertThat(failure).hasMessageContaining("gRPC port, 6334");
        } finally {
            rest.stop(0);
        }
    }

    @Test
    void tlsToAServerWithoutItIsRecognised() throws Exception {
        try (Scripted server = new Scripted(answer -> {})) {
            QdrantSettings tls =
                    new QdrantSettings("127.0.0.1", server.settings().port(), true, null);
            try (QdrantSink sink = new QdrantSink(tls, PATIENT)) {
                MigrationException failure = failure(sink::version);
                assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
                assertThat(failure).hasMessageContaining("TLS");
            }
        }
    }

    @Test
    void anUnknownHostIsNamed() {
        try (QdrantSink sink = new QdrantSink(new QdrantSettings("no-such-host.invalid", 6334, false, null), PATIENT)) {
            MigrationException failure = failure(sink::version);
            assertThat(failure.kind()).isEqualTo(FailureKind.UNAVAILABLE);
            assertThat(failure).hasMessageContaining("no-such-host.invalid").hasMessageContaining("QDRANT_URL");
        }
    }

    @Test
    void makingASinkDoesNotConnect() throws Exception {
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody.setSoTimeout(200);
            new QdrantSink(at(nobody.getLocalPort())).close();
            assertThat(catchThrowableOfType(java.net.SocketTimeoutException.class, nobody::accept))
                    .isNotNull();
        }
    }

    private static MigrationException countFails(Consumer<StreamObserver<CountResponse>> script) throws Exception {
        try (Scripted server = new Scripted(script);
                QdrantSink sink = new QdrantSink(server.settings(), PATIENT)) {
            return failure(() -> sink.count("memos"));
        }
    }

    private static MigrationException failure(Runnable call) {
        return catchThrowableOfType(MigrationException.class, call::run);
    }

    private static QdrantSettings at(int port) {
        return new QdrantSettings("127.0.0.1", port, false, null);
    }

    /** A server that answers count as it is told, and takes points without applying them. */
    private static final class Scripted implements AutoCloseable {

        private final Server server;

        Scripted(Consumer<StreamObserver<CountResponse>> script) throws Exception {
            server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                    .addService(new PointsImplBase() {
                        @Override
                        public void count(CountPoints request, StreamObserver<CountResponse> answer) {
                            script.accept(answer);
                        }

                        @Override
                        public void upsert(UpsertPoints request, StreamObserver<PointsOperationResponse> answer) {
                            answer.onNext(PointsOperationResponse.newBuilder()
                                    .setResult(UpdateResult.newBuilder().setStatus(UpdateStatus.Acknowledged))
                                    .build());
                            answer.onCompleted();
                        }
                    })
                    .build()
                    .start();
        }

        QdrantSettings settings() {
            return at(server.getPort());
        }

        @Override
        public void close() {
            server.shutdownNow();
        }
    }
}
