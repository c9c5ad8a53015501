package io.longhaul.embedded.qdrant;

import io.qdrant.client.grpc.JsonWithInt.Struct;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.VectorsOutput;
import io.qdrant.client.grpc.Points.WithPayloadSelector;
import io.qdrant.client.grpc.Points.WithVectorsSelector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** How much of a point an answer carries: which payload fields, and whether the vector. */
final class Projection {
    private final UnaryOperator<Map<String, Value>> payload;
    private final boolean withVector;

    private Projection(UnaryOperator<Map<String, Value>> payload, boolean withVector) {
        this.payload = payload;
        this.withVector = withVector;
    }

    /** The payload that comes when nobody says differs between the calls of Qdrant: scroll gives it, the others do not. */
    static Projection of(WithPayloadSelector payload, boolean payloadByDefault, WithVectorsSelector vectors) {
        return new Projection(selected(payload, payloadByDefault), wantsVector(vectors));
    }

    private static UnaryOperator<Map<String, Value>> selected(WithPayloadSelector selector, boolean byDefault) {
        return switch (selector.getSelectorOptionsCase()) {
            case ENABLE -> wholeOrNone(selector.getEnable());
            case INCLUDE -> including(paths(selector.getInclude().getFieldsList()));
            case EXCLUDE -> excluding(paths(selector.getExclude().getFieldsList()));
            case SELECTOROPTIONS_NOT_SET -> wholeOrNone(byDefault);
        };
    }

    private static boolean wantsVector(WithVectorsSelector selector) {
        return switch (selector.getSelectorOptionsCase()) {
            case ENABLE -> selector.getEnable();
            case INCLUDE -> {
                for (String name : selector.getInclude().getNamesList()) {
                    if (!name.isEmpty()) {
                        throw Refusal.unknownVectorName(name);
                    }
                }
                yield selector.getInclude().getNamesCount() > 0;
            }
            case SELECTOROPTIONS_NOT_SET -> false;
        };
    }

    private static List<PayloadPath> paths(List<String> fields) {
        return fields.stream().map(PayloadPath::parse).toList();
    }

    private static UnaryOperator<Map<String, Value>> wholeOrNone(boolean whole) {
        return whole ? UnaryOperator.identity() : fields -> Map.of();
    }

    private static UnaryOperator<Map<String, Value>> including(List<PayloadPath> paths) {
        return fields -> {
            Map<String, Value> kept = new HashMap<>();
            for (PayloadPath path : paths) {
                path.keptOf(fields).forEach((key, value) -> kept.merge(key, value, Projection::together));
            }
            return kept;
        };
    }

    /** Two paths into the same object each bring a part of it. */
    private static Value together(Value one, Value other) {
        if (!one.hasStructValue() || !other.hasStructValue()) {
            return one;
        }
        Map<String, Value> fields = new HashMap<>(one.getStructValue().getFieldsMap());
        other.getStructValue().getFieldsMap().forEach((key, value) -> fields.merge(key, value, Projection::together));
        return Value.newBuilder()
                .setStructValue(Struct.newBuilder().putAllFields(fields))
                .build();
    }

    private static UnaryOperator<Map<String, Value>> excluding(List<PayloadPath> paths) {
        return fields -> {
            Map<String, Value> rest = fields;
            for (PayloadPath path : paths) {
                rest = path.removedFrom(rest);
            }
            return rest;
        };
    }

    RetrievedPoint retrieved(PointKey key, StoredPoint point) {
        RetrievedPoint.Builder retrieved =
                RetrievedPoint.newBuilder().setId(key.toProto()).putAllPayload(payload.apply(point.payload()));
        if (withVector) {
            retrieved.setVectors(vectors(point));
        }
        return retrieved.build();
    }

    ScoredPoint scored(PointKey key, StoredPoint point, float score) {
        ScoredPoint.Builder scored = ScoredPoint.newBuilder()
                .setId(key.toProto())
                .putAllPayload(payload.apply(point.payload()))
                .setScore(score);
        if (withVector) {
            scored.setVectors(vectors(point));
        }
        return scored.build();
    }

    private static VectorsOutput vectors(StoredPoint point) {
        VectorsOutput.Builder vectors = VectorsOutput.newBuilder();
        vectors.getVectorBuilder().setDense(Vectors.proto(point.vector()));
        return vectors.build();
    }
}
