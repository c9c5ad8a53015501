package io.longhaul.embedded.qdrant;

import static io.qdrant.client.PointIdFactory.id;
import static io.qdrant.client.ValueFactory.value;
import static io.qdrant.client.VectorsFactory.vectors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Status;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScoredPoint;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What every part of the contract needs: a client, the name of a collection that is this test's own, and short words for both. */
interface QdrantFixture {
    QdrantClient client();

    String collection();

    default void createCollection(Distance distance, int dimensions) {
        answer(client().createCollectionAsync(collection(), params(distance, dimensions)));
    }

    static VectorParams params(Distance distance, int dimensions) {
        return VectorParams.newBuilder()
                .setDistance(distance)
                .setSize(dimensions)
                .build();
    }

    default void upsert(PointStruct... points) {
        answer(client().upsertAsync(collection(), List.of(points)));
    }

    static PointStruct point(long number, Map<String, Value> payload, float... vector) {
        return point(id(number), payload, vector);
    }

    static PointStruct point(PointId id, Map<String, Value> payload, float... vector) {
        return PointStruct.newBuilder()
                .setId(id)
                .setVectors(vectors(vector))
                .putAllPayload(payload)
                .build();
    }

    /** The point with this number, whole; fails if it is not there. */
    default RetrievedPoint stored(long number) {
        List<RetrievedPoint> found = answer(client().retrieveAsync(collection(), id(number), true, true, null));
        assertThat(found).as("point %s", number).hasSize(1);
        return found.get(0);
    }

    default Map<String, Value> payload(long number) {
        return stored(number).getPayloadMap();
    }

    default long count() {
        return answer(client().countAsync(collection()));
    }

    static Map<String, Value> text(String key, String text) {
        return Map.of(key, value(text));
    }

    static Filter all(Condition... conditions) {
        return Filter.newBuilder().addAllMust(List.of(conditions)).build();
    }

    static List<Long> numbers(List<ScoredPoint> points) {
        return points.stream().map(point -> point.getId().getNum()).toList();
    }

    static <T> T answer(ListenableFuture<T> call) {
        try {
            return call.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            throw new AssertionError("The call failed: " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    static void assertRefused(ListenableFuture<?> call, Status.Code code, String words) {
        Throwable failure = catchThrowable(() -> call.get(30, TimeUnit.SECONDS));
        assertThat(failure).isInstanceOf(ExecutionException.class);
        Status status = Status.fromThrowable(failure);
        assertThat(status.getCode()).as(String.valueOf(status)).isEqualTo(code);
        assertThat(status.getDescription()).contains(words);
    }
}
