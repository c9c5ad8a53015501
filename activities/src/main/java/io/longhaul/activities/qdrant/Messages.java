package io.longhaul.activities.qdrant;

import io.qdrant.client.PointIdFactory;
import io.qdrant.client.ValueFactory;
import io.qdrant.client.VectorOutputHelper;
import io.qdrant.client.VectorsFactory;
import io.qdrant.client.grpc.Common;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.VectorsOutput;
import io.qdrant.client.grpc.Points.WithPayloadSelector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Between our records and Qdrant's messages. */
final class Messages {

    private Messages() {}

    static Common.PointId id(PointId id) {
        if (id instanceof PointId.Unsigned number) {
            return PointIdFactory.id(number.bits());
        }
        return PointIdFactory.id(((PointId.Uuid) id).value());
    }

    static PointId id(Common.PointId id) {
        return id.hasUuid() ? PointId.of(UUID.fromString(id.getUuid())) : PointId.of(id.getNum());
    }

    static PointStruct point(Point point) {
        return PointStruct.newBuilder()
                .setId(id(point.id()))
                .setVectors(VectorsFactory.vectors(point.vector()))
                .putAllPayload(payload(point.payload()))
                .build();
    }

    static Map<String, Value> payload(Map<String, ? extends @Nullable Object> payload) {
        Map<String, Value> values = new LinkedHashMap<>();
        payload.forEach((field, value) -> values.put(field, value(value)));
        return values;
    }

    static Map<String, @Nullable Object> payloadOf(Map<String, Value> values) {
        Map<String, @Nullable Object> payload = new LinkedHashMap<>();
        values.forEach((field, value) -> payload.put(field, valueOf(value)));
        return payload;
    }

    /** Only the fields named; an empty list is none. */
    static WithPayloadSelector only(List<String> fields) {
        WithPayloadSelector.Builder selector = WithPayloadSelector.newBuilder();
        if (fields.isEmpty()) {
            return selector.setEnable(false).build();
        }
        selector.getIncludeBuilder().addAllFields(fields);
        return selector.build();
    }

    static float[] vector(VectorsOutput vectors) {
        List<Float> numbers =
                VectorOutputHelper.getDenseVector(vectors.getVector()).getDataList();
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = numbers.get(i);
        }
        return vector;
    }

    private static Value value(@Nullable Object value) {
        if (value == null) {
            return ValueFactory.nullValue();
        }
        if (value instanceof String text) {
            return ValueFactory.value(text);
        }
        if (value instanceof Long || value instanceof Integer) {
            return ValueFactory.value(((Number) value).longValue());
        }
        if (value instanceof Double number) {
            return ValueFactory.value(number);
        }
        if (value instanceof Boolean truth) {
            return ValueFactory.value(truth);
        }
        if (value instanceof List<?> list) {
            List<Value> values = new ArrayList<>();
            list.forEach(element -> values.add(value(element)));
            return ValueFactory.list(values);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Value> values = new LinkedHashMap<>();
            map.forEach((field, element) -> values.put((String) field, value(element)));
            return ValueFactory.value(values);
        }
        throw new IllegalArgumentException(
                "a payload cannot hold a " + value.getClass().getName());
    }

    private static @Nullable Object valueOf(Value value) {
        return switch (value.getKindCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INTEGER_VALUE -> value.getIntegerValue();
            case DOUBLE_VALUE -> value.getDoubleValue();
            case BOOL_VALUE -> value.getBoolValue();
            case LIST_VALUE -> {
                List<@Nullable Object> list = new ArrayList<>();
                value.getListValue().getValuesList().forEach(element -> list.add(valueOf(element)));
                yield list;
            }
            case STRUCT_VALUE -> payloadOf(value.getStructValue().getFieldsMap());
            case NULL_VALUE, KIND_NOT_SET -> null;
        };
    }
}
