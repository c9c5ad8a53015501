package io.longhaul.embedded.qdrant;

import io.qdrant.client.grpc.Common.FieldCondition;
import io.qdrant.client.grpc.Common.Match;
import io.qdrant.client.grpc.Common.Range;
import io.qdrant.client.grpc.JsonWithInt.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Conditions on one field of a payload. A list matches when one of its elements does; a field that is not there matches nothing
 * but {@code is_empty}.
 */
final class FieldMatcher {
    private FieldMatcher() {}

    static Predicate<Map<String, Value>> compile(FieldCondition condition) {
        refuseWhatIsMissing(condition);
        PayloadPath path = PayloadPath.parse(condition.getKey());
        int asked = count(condition.hasMatch())
                + count(condition.hasRange())
                + count(condition.hasIsEmpty())
                + count(condition.hasIsNull());
        if (asked == 0) {
            throw Refusal.wrongInput("At least one field condition must be specified for `" + condition.getKey() + "`");
        }
        Refusal.unimplementedIf(asked > 1, "several conditions in one field condition (give one condition each)");
        if (condition.hasIsEmpty()) {
            return payload -> isEmpty(path.valuesIn(payload)) == condition.getIsEmpty();
        }
        if (condition.hasIsNull()) {
            return payload -> isNull(path.valuesIn(payload)) == condition.getIsNull();
        }
        return anyValue(path, condition.hasMatch() ? match(condition.getMatch()) : range(condition.getRange()));
    }

    static Predicate<Map<String, Value>> isEmpty(String key) {
        PayloadPath path = PayloadPath.parse(key);
        return payload -> isEmpty(path.valuesIn(payload));
    }

    static Predicate<Map<String, Value>> isNull(String key) {
        PayloadPath path = PayloadPath.parse(key);
        return payload -> isNull(path.valuesIn(payload));
    }

    private static void refuseWhatIsMissing(FieldCondition condition) {
        Refusal.unimplementedIf(
                condition.hasGeoBoundingBox() || condition.hasGeoRadius() || condition.hasGeoPolygon(),
                "geo conditions");
        Refusal.unimplementedIf(condition.hasValuesCount(), "values_count conditions");
        Refusal.unimplementedIf(condition.hasDatetimeRange(), "datetime ranges");
    }

    private static int count(boolean asked) {
        return asked ? 1 : 0;
    }

    private static Predicate<Map<String, Value>> anyValue(PayloadPath path, Predicate<Value> test) {
        return payload -> {
            for (Value value : path.valuesIn(payload)) {
                boolean matches = value.hasListValue()
                        ? value.getListValue().getValuesList().stream().anyMatch(test)
                        : test.test(value);
                if (matches) {
                    return true;
                }
            }
            return false;
        };
    }

    private static Predicate<Value> match(Match match) {
        return switch (match.getMatchValueCase()) {
            case KEYWORD -> isOneOf(Set.of(match.getKeyword()));
            case INTEGER -> isOneOfIntegers(Set.of(match.getInteger()));
            case BOOLEAN -> value -> value.hasBoolValue() && value.getBoolValue() == match.getBoolean();
            case KEYWORDS -> isOneOf(Set.copyOf(match.getKeywords().getStringsList()));
            case INTEGERS -> isOneOfIntegers(Set.copyOf(match.getIntegers().getIntegersList()));
            case EXCEPT_KEYWORDS ->
                isAnythingBut(isOneOf(Set.copyOf(match.getExceptKeywords().getStringsList())));
            case EXCEPT_INTEGERS ->
                isAnythingBut(
                        isOneOfIntegers(Set.copyOf(match.getExceptIntegers().getIntegersList())));
            case TEXT, PHRASE, TEXT_ANY -> throw Refusal.notImplemented("full-text matches");
            case MATCHVALUE_NOT_SET -> throw Refusal.wrongInput("Malformed match condition: no value to match");
        };
    }

    private static Predicate<Value> isOneOf(Set<String> keywords) {
        return value -> value.hasStringValue() && keywords.contains(value.getStringValue());
    }

    private static Predicate<Value> isOneOfIntegers(Set<Long> integers) {
        return value -> value.hasIntegerValue() && integers.contains(value.getIntegerValue());
    }

    private static Predicate<Value> isAnythingBut(Predicate<Value> excluded) {
        return value -> !isNullValue(value) && !excluded.test(value);
    }

    private static Predicate<Value> range(Range range) {
        return value -> {
            if (!value.hasIntegerValue() && !value.hasDoubleValue()) {
                return false;
            }
            double number = value.hasIntegerValue() ? value.getIntegerValue() : value.getDoubleValue();
            return (!range.hasLt() || number < range.getLt())
                    && (!range.hasGt() || number > range.getGt())
                    && (!range.hasLte() || number <= range.getLte())
                    && (!range.hasGte() || number >= range.getGte());
        };
    }

    private static boolean isEmpty(List<Value> values) {
        return values.stream()
                .allMatch(value -> isNullValue(value)
                        || (value.hasListValue() && value.getListValue().getValuesCount() == 0));
    }

    private static boolean isNull(List<Value> values) {
        return values.stream()
                .anyMatch(value -> value.hasListValue()
                        ? value.getListValue().getValuesList().stream().anyMatch(FieldMatcher::isNullValue)
                        : isNullValue(value));
    }

    /** A value with no kind at all is how some clients send null. */
    private static boolean isNullValue(Value value) {
        return value.hasNullValue() || value.getKindCase() == Value.KindCase.KIND_NOT_SET;
    }
}
