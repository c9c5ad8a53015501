package io.longhaul.embedded.qdrant;

import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Points.ClearPayloadPoints;
import io.qdrant.client.grpc.Points.DeletePayloadPoints;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.PointsUpdateOperation;
import io.qdrant.client.grpc.Points.PointsUpdateOperation.PointStructList;
import io.qdrant.client.grpc.Points.SetPayloadPoints;
import io.qdrant.client.grpc.Points.UpdateMode;
import io.qdrant.client.grpc.Points.UpsertPoints;

/**
 * Turns a request into the update that is logged and applied: everything checked, vectors in the form they are stored in, filters
 * replaced by the ids they select now. A request that is refused here has changed nothing, not even some of its points.
 */
final class UpdatePlan {
    private UpdatePlan() {}

    static PointsUpdateOperation upsert(PointTable table, UpsertPoints request) {
        Refusal.unimplementedIf(request.hasUpdateFilter(), "upserts with an update filter");
        Refusal.unimplementedIf(
                request.hasUpdateMode() && request.getUpdateMode() != UpdateMode.Upsert,
                "insert-only and update-only upserts");
        Refusal.unimplementedIf(request.hasShardKeySelector(), "shard keys");
        PointStructList.Builder points = PointStructList.newBuilder();
        for (PointStruct point : request.getPointsList()) {
            float[] vector = table.checked(Vectors.single(point.getVectors()));
            StoredPoint stored = new StoredPoint(vector, point.getPayloadMap());
            points.addPoints(stored.toProto(PointKey.of(point.getId())));
        }
        return PointsUpdateOperation.newBuilder().setUpsert(points).build();
    }

    static PointsUpdateOperation delete(PointTable table, DeletePoints request) {
        Refusal.unimplementedIf(request.hasShardKeySelector(), "shard keys");
        PointsUpdateOperation.Builder update = PointsUpdateOperation.newBuilder();
        update.getDeletePointsBuilder().setPoints(selected(table, request.getPoints()));
        return update.build();
    }

    static PointsUpdateOperation setPayload(PointTable table, SetPayloadPoints request) {
        refuseWhatIsMissing(request);
        PointsUpdateOperation.Builder update = PointsUpdateOperation.newBuilder();
        update.getSetPayloadBuilder()
                .putAllPayload(request.getPayloadMap())
                .setPointsSelector(existing(table, request.getPointsSelector()));
        return update.build();
    }

    static PointsUpdateOperation overwritePayload(PointTable table, SetPayloadPoints request) {
        refuseWhatIsMissing(request);
        PointsUpdateOperation.Builder update = PointsUpdateOperation.newBuilder();
        update.getOverwritePayloadBuilder()
                .putAllPayload(request.getPayloadMap())
                .setPointsSelector(existing(table, request.getPointsSelector()));
        return update.build();
    }

    static PointsUpdateOperation deletePayload(PointTable table, DeletePayloadPoints request) {
        Refusal.unimplementedIf(request.hasShardKeySelector(), "shard keys");
        request.getKeysList().forEach(PayloadPath::parse);
        PointsUpdateOperation.Builder update = PointsUpdateOperation.newBuilder();
        update.getDeletePayloadBuilder()
                .addAllKeys(request.getKeysList())
                .setPointsSelector(existing(table, request.getPointsSelector()));
        return update.build();
    }

    static PointsUpdateOperation clearPayload(PointTable table, ClearPayloadPoints request) {
        Refusal.unimplementedIf(request.hasShardKeySelector(), "shard keys");
        PointsUpdateOperation.Builder update = PointsUpdateOperation.newBuilder();
        update.getClearPayloadBuilder().setPoints(existing(table, request.getPoints()));
        return update.build();
    }

    private static void refuseWhatIsMissing(SetPayloadPoints request) {
        Refusal.unimplementedIf(request.hasShardKeySelector(), "shard keys");
        Refusal.unimplementedIf(request.hasKey(), "setting the payload below a key");
    }

    /** As in Qdrant, changing the payload of a point that is not there is an error, and deleting it is none. */
    private static PointsSelector existing(PointTable table, PointsSelector selector) {
        for (PointId id : selector.getPoints().getIdsList()) {
            if (table.get(PointKey.of(id)) == null) {
                throw Refusal.noPoint(id);
            }
        }
        return selected(table, selector);
    }

    private static PointsSelector selected(PointTable table, PointsSelector selector) {
        PointsSelector.Builder selected = PointsSelector.newBuilder();
        switch (selector.getPointsSelectorOneOfCase()) {
            case POINTS ->
                selector.getPoints().getIdsList().stream()
                        .map(id -> PointKey.of(id).toProto())
                        .forEach(selected.getPointsBuilder()::addIds);
            case FILTER -> {
                PointFilter filter = PointFilter.compile(selector.getFilter());
                table.from(null).forEach((key, point) -> {
                    if (filter.accepts(key, point)) {
                        selected.getPointsBuilder().addIds(key.toProto());
                    }
                });
            }
            case POINTSSELECTORONEOF_NOT_SET -> throw Refusal.wrongInput("No points or filter specified");
        }
        return selected.build();
    }
}
