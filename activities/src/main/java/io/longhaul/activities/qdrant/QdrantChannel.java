package io.longhaul.activities.qdrant;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.ChannelCredentials;
import io.grpc.ConnectivityState;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.TlsChannelCredentials;
import io.longhaul.activities.MigrationException;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.grpc.CollectionsGrpc.CollectionsFutureStub;
import io.qdrant.client.grpc.PointsGrpc.PointsFutureStub;
import io.qdrant.client.grpc.QdrantGrpc.QdrantFutureStub;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;

/**
 * One connection to Qdrant, made when it is first used. Every call has a deadline and can be interrupted; every failure
 * is a {@link MigrationException}. It uses the client's stubs and not its QdrantClient, which logs an error with its
 * stack trace for each failed call, so that an outage would fill the log. Safe for use by many threads.
 */
final class QdrantChannel implements AutoCloseable {

    /** A connection on which nothing came for so long is asked whether it lives ... */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(20);

    /** ... and is given up when there is no answer within this, so that the next call makes a new one. */
    private static final Duration KEEP_ALIVE_ANSWER = Duration.ofSeconds(10);

    /** An answer may hold {@link QdrantSink#READ_AT_A_TIME} of the largest vectors; gRPC's default is 4 MiB. */
    private static final int LARGEST_ANSWER = 64 << 20;

    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final ManagedChannel channel;
    private final QdrantGrpcClient client;
    private final QdrantErrors errors;
    private final Duration deadline;

    QdrantChannel(QdrantSettings settings, Duration deadline) {
        this.deadline = deadline;
        this.errors = new QdrantErrors(settings);
        this.channel = Grpc.newChannelBuilderForAddress(settings.host(), settings.port(), credentials(settings))
                .keepAliveTime(KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(KEEP_ALIVE_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                .maxInboundMessageSize(LARGEST_ANSWER)
                .disableServiceConfigLookUp()
                .build();
        // Checking versions would call the server here and now.
        boolean checkVersions = false;
        QdrantGrpcClient.Builder builder = QdrantGrpcClient.newBuilder(channel, false, checkVersions);
        String key = settings.apiKey();
        if (key != null) {
            builder.withApiKey(key);
        }
        this.client = builder.build();
    }

    private static ChannelCredentials credentials(QdrantSettings settings) {
        if (!settings.tls()) {
            return InsecureChannelCredentials.create();
        }
        TlsChannelCredentials.Builder tls =
                TlsChannelCredentials.newBuilder().trustManager(settings.files().trustManager());
        KeyManager[] keys = settings.files().keyManagers();
        return keys.length == 0 ? tls.build() : tls.keyManager(keys).build();
    }

    QdrantFutureStub server() {
        return client.qdrant().withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    CollectionsFutureStub collections() {
        return client.collections().withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    PointsFutureStub points() {
        return client.points().withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Starts the call and waits for its answer. */
    <T> T await(String doing, Supplier<ListenableFuture<T>> call) {
        try {
            return tryAwait(doing, call);
        } catch (ExecutionException e) {
            throw failed(e, doing);
        }
    }

    /** As {@link #await}, for a caller to whom some failures are an answer. */
    <T> T tryAwait(String doing, Supplier<ListenableFuture<T>> call) throws ExecutionException {
        // After a failure gRPC waits up to two minutes before it connects again, and fails calls at once until then.
        // Whoever calls has waited already.
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            channel.enterIdle();
        }
        ListenableFuture<T> answer = call.get();
        try {
            return answer.get();
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw errors.interrupted(e, doing);
        }
    }

    MigrationException failed(ExecutionException e, String doing) {
        return errors.map(e.getCause() == null ? e : e.getCause(), doing);
    }

    /** Calls under way fail as UNAVAILABLE. */
    @Override
    public void close() {
        channel.shutdownNow();
        try {
            channel.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
