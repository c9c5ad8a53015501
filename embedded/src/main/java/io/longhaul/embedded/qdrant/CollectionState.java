package io.longhaul.embedded.qdrant;

import io.qdrant.client.grpc.Collections.CollectionInfo;
import io.qdrant.client.grpc.Collections.CollectionStatus;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.PayloadSchemaInfo;
import io.qdrant.client.grpc.Collections.PayloadSchemaType;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Points.CreateFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeleteFieldIndexCollection;
import io.qdrant.client.grpc.Points.FieldType;
import io.qdrant.client.grpc.Points.PointsUpdateOperation;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** All that the log of a collection says, in memory. Not thread-safe: its collection's lock guards it. */
final class CollectionState {
    private static final int POINTS_A_RECORD = 500;

    private final CreateCollection definition;
    private final PointTable points;
    private final Map<String, CreateFieldIndexCollection> indexes = new TreeMap<>();
    private long pointsLogged;

    CollectionState(CreateCollection definition) {
        VectorParams vectors = Definition.vectors(definition);
        this.definition = definition;
        this.points = new PointTable((int) vectors.getSize(), Metric.of(vectors.getDistance()));
    }

    CreateCollection definition() {
        return definition;
    }

    PointTable points() {
        return points;
    }

    void apply(LogRecord entry) {
        switch (entry.kind()) {
            case CREATE -> throw new IllegalStateException("A collection is created once, at the start of its log");
            case UPDATE -> {
                PointsUpdateOperation update = (PointsUpdateOperation) entry.message();
                points.apply(update);
                pointsLogged += Math.max(1, pointsIn(update));
            }
            case CREATE_INDEX -> {
                CreateFieldIndexCollection index = (CreateFieldIndexCollection) entry.message();
                indexes.put(index.getFieldName(), index);
            }
            case DELETE_INDEX -> indexes.remove(((DeleteFieldIndexCollection) entry.message()).getFieldName());
        }
    }

    private static int pointsIn(PointsUpdateOperation update) {
        return switch (update.getOperationCase()) {
            case UPSERT -> update.getUpsert().getPointsCount();
            case DELETE_POINTS ->
                update.getDeletePoints().getPoints().getPoints().getIdsCount();
            case SET_PAYLOAD ->
                update.getSetPayload().getPointsSelector().getPoints().getIdsCount();
            case OVERWRITE_PAYLOAD ->
                update.getOverwritePayload().getPointsSelector().getPoints().getIdsCount();
            case DELETE_PAYLOAD ->
                update.getDeletePayload().getPointsSelector().getPoints().getIdsCount();
            case CLEAR_PAYLOAD ->
                update.getClearPayload().getPoints().getPoints().getIdsCount();
            default -> 0;
        };
    }

    /** Whether rewriting the log would more than halve it. Small logs are left alone: they cost nothing. */
    boolean isMostlyDead() {
        return pointsLogged > 2L * points.size() + 1_000;
    }

    /** Writes the shortest log that leads to this state. */
    void writeTo(RecordLog log) throws IOException {
        log.append(LogRecord.of(definition));
        for (CreateFieldIndexCollection index : indexes.values()) {
            log.append(LogRecord.of(index));
        }
        PointsUpdateOperation.Builder update = PointsUpdateOperation.newBuilder();
        for (Map.Entry<PointKey, StoredPoint> point : points.from(null).entrySet()) {
            update.getUpsertBuilder().addPoints(point.getValue().toProto(point.getKey()));
            if (update.getUpsert().getPointsCount() == POINTS_A_RECORD) {
                log.append(LogRecord.of(update.build()));
                update.clear();
            }
        }
        if (update.getUpsert().getPointsCount() > 0) {
            log.append(LogRecord.of(update.build()));
        }
    }

    /** To be called once what is in the log is what {@link #writeTo} wrote. */
    void compacted() {
        pointsLogged = points.size();
    }

    CollectionInfo info() {
        CollectionInfo.Builder info = CollectionInfo.newBuilder()
                .setStatus(CollectionStatus.Green)
                .setSegmentsCount(1)
                .setPointsCount(points.size())
                .setIndexedVectorsCount(0)
                .setConfig(Definition.config(definition));
        info.getOptimizerStatusBuilder().setOk(true);
        indexes.forEach((field, index) -> info.putPayloadSchema(field, schema(index)));
        return info.build();
    }

    private static PayloadSchemaInfo schema(CreateFieldIndexCollection index) {
        PayloadSchemaInfo.Builder schema = PayloadSchemaInfo.newBuilder().setDataType(schemaType(index.getFieldType()));
        if (index.hasFieldIndexParams()) {
            schema.setParams(index.getFieldIndexParams());
        }
        return schema.build();
    }

    private static PayloadSchemaType schemaType(FieldType type) {
        return switch (type) {
            case FieldTypeKeyword -> PayloadSchemaType.Keyword;
            case FieldTypeInteger -> PayloadSchemaType.Integer;
            case FieldTypeFloat -> PayloadSchemaType.Float;
            case FieldTypeGeo -> PayloadSchemaType.Geo;
            case FieldTypeText -> PayloadSchemaType.Text;
            case FieldTypeBool -> PayloadSchemaType.Bool;
            case FieldTypeDatetime -> PayloadSchemaType.Datetime;
            case FieldTypeUuid -> PayloadSchemaType.Uuid;
            case UNRECOGNIZED -> PayloadSchemaType.UnknownType;
        };
    }
}
