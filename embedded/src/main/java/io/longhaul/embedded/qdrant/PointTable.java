package io.longhaul.embedded.qdrant;

import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.PointsUpdateOperation;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The points of one collection in memory, in the order of their ids. Not thread-safe: its collection's lock guards it. */
final class PointTable {
    private final int dimensions;
    private final Metric metric;
    private final NavigableMap<PointKey, StoredPoint> points = new TreeMap<>();

    PointTable(int dimensions, Metric metric) {
        this.dimensions = dimensions;
        this.metric = metric;
    }

    Metric metric() {
        return metric;
    }

    int size() {
        return points.size();
    }

    @Nullable
    StoredPoint get(PointKey key) {
        return points.get(key);
    }

    NavigableMap<PointKey, StoredPoint> from(@Nullable PointKey first) {
        return first == null ? points : points.tailMap(first, true);
    }

    /** The vector as it is stored and searched for, or a refusal. */
    float[] checked(float[] vector) {
        if (vector.length != dimensions) {
            throw Refusal.wrongDimension(dimensions, vector.length);
        }
        for (int i = 0; i < vector.length; i++) {
            if (!Float.isFinite(vector[i])) {
                throw Refusal.wrongInput(
                        "Vector holds " + vector[i] + " at position " + i + ": only finite numbers can be stored");
            }
        }
        return metric.prepare(vector);
    }

    /** Applies an update that {@link UpdatePlan} made; it has nothing left to refuse. */
    void apply(PointsUpdateOperation update) {
        switch (update.getOperationCase()) {
            case UPSERT -> update.getUpsert().getPointsList().forEach(this::put);
            case DELETE_POINTS ->
                ids(update.getDeletePoints().getPoints()).forEach(id -> points.remove(PointKey.of(id)));
            case SET_PAYLOAD -> {
                Map<String, Value> changes = update.getSetPayload().getPayloadMap();
                changePayload(update.getSetPayload().getPointsSelector(), old -> merged(old, changes));
            }
            case OVERWRITE_PAYLOAD -> {
                Map<String, Value> replacement =
                        Map.copyOf(update.getOverwritePayload().getPayloadMap());
                changePayload(update.getOverwritePayload().getPointsSelector(), old -> replacement);
            }
            case DELETE_PAYLOAD -> {
                List<PayloadPath> paths = update.getDeletePayload().getKeysList().stream()
                        .map(PayloadPath::parse)
                        .toList();
                changePayload(update.getDeletePayload().getPointsSelector(), old -> without(old, paths));
            }
            case CLEAR_PAYLOAD -> changePayload(update.getClearPayload().getPoints(), old -> Map.of());
            default -> throw new IllegalStateException("No such update is ever logged: " + update.getOperationCase());
        }
    }

    private void put(PointStruct point) {
        points.put(PointKey.of(point.getId()), StoredPoint.of(point));
    }

    private void changePayload(PointsSelector selector, UnaryOperator<Map<String, Value>> change) {
        for (PointId id : ids(selector)) {
            points.computeIfPresent(PointKey.of(id), (key, point) -> point.withPayload(change.apply(point.payload())));
        }
    }

    private static Collection<PointId> ids(PointsSelector selector) {
        return selector.getPoints().getIdsList();
    }

    private static Map<String, Value> merged(Map<String, Value> old, Map<String, Value> changes) {
        Map<String, Value> merged = new HashMap<>(old);
        merged.putAll(changes);
        return Map.copyOf(merged);
    }

    private static Map<String, Value> without(Map<String, Value> old, List<PayloadPath> paths) {
        Map<String, Value> rest = old;
        for (PayloadPath path : paths) {
            rest = path.removedFrom(rest);
        }
        return Map.copyOf(rest);
    }
}
