package io.longhaul.embedded.qdrant;

import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.PointStruct;
import java.util.Map;

/** What is kept of a point besides its id. Immutable: nobody writes to the array or the map once it is here. */
final class StoredPoint {
    private final float[] vector;
    private final Map<String, Value> payload;

    StoredPoint(float[] vector, Map<String, Value> payload) {
        this.vector = vector;
        this.payload = payload;
    }

    static StoredPoint of(PointStruct point) {
        return new StoredPoint(Vectors.single(point.getVectors()), Map.copyOf(point.getPayloadMap()));
    }

    float[] vector() {
        return vector;
    }

    Map<String, Value> payload() {
        return payload;
    }

    StoredPoint withPayload(Map<String, Value> replacement) {
        return new StoredPoint(vector, replacement);
    }

    PointStruct toProto(PointKey key) {
        PointStruct.Builder point =
                PointStruct.newBuilder().setId(key.toProto()).putAllPayload(payload);
        point.getVectorsBuilder().getVectorBuilder().setDense(Vectors.proto(vector));
        return point.build();
    }
}
