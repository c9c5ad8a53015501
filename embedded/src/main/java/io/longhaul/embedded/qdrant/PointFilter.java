package io.longhaul.embedded.qdrant;

import io.qdrant.client.grpc.Common.Condition;
import io.qdrant.client.grpc.Common.Filter;
import io.qdrant.client.grpc.JsonWithInt.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which points a filter lets through. Compiled before it meets a point, so that a condition that is not implemented is refused
 * even where the collection is empty.
 */
interface PointFilter {
    PointFilter ALL = (key, point) -> true;

    boolean accepts(PointKey key, StoredPoint point);

    static PointFilter compile(Filter filter) {
        List<PointFilter> all = new ArrayList<>(compileAll(filter.getMustList()));
        compileAll(filter.getMustNotList()).forEach(unwanted -> all.add((key, point) -> !unwanted.accepts(key, point)));
        if (filter.getShouldCount() > 0) {
            all.add(atLeast(1, compileAll(filter.getShouldList())));
        }
        if (filter.hasMinShould()) {
            all.add(atLeast(
                    filter.getMinShould().getMinCount(),
                    compileAll(filter.getMinShould().getConditionsList())));
        }
        return switch (all.size()) {
            case 0 -> ALL;
            case 1 -> all.get(0);
            default ->
                (key, point) -> {
                    for (PointFilter each : all) {
                        if (!each.accepts(key, point)) {
                            return false;
                        }
                    }
                    return true;
                };
        };
    }

    private static List<PointFilter> compileAll(List<Condition> conditions) {
        return conditions.stream().map(PointFilter::compile).toList();
    }

    private static PointFilter compile(Condition condition) {
        return switch (condition.getConditionOneOfCase()) {
            case FIELD -> onPayload(FieldMatcher.compile(condition.getField()));
            case IS_EMPTY ->
                onPayload(FieldMatcher.isEmpty(condition.getIsEmpty().getKey()));
            case IS_NULL -> onPayload(FieldMatcher.isNull(condition.getIsNull().getKey()));
            case HAS_ID -> {
                Set<PointKey> ids = condition.getHasId().getHasIdList().stream()
                        .map(PointKey::of)
                        .collect(Collectors.toUnmodifiableSet());
                yield (key, point) -> ids.contains(key);
            }
            case FILTER -> compile(condition.getFilter());
            case NESTED -> throw Refusal.notImplemented("nested conditions");
            case HAS_VECTOR -> throw Refusal.notImplemented("has_vector conditions");
            case CONDITIONONEOF_NOT_SET -> throw Refusal.wrongInput("Malformed condition: it has no kind");
        };
    }

    private static PointFilter onPayload(Predicate<Map<String, Value>> test) {
        return (key, point) -> test.test(point.payload());
    }

    private static PointFilter atLeast(long wanted, List<PointFilter> conditions) {
        return (key, point) -> {
            long met = 0;
            for (PointFilter each : conditions) {
                if (met >= wanted) {
                    break;
                }
                if (each.accepts(key, point)) {
                    met++;
                }
            }
            return met >= wanted;
        };
    }
}
