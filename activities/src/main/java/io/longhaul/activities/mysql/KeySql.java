package io.longhaul.activities.mysql;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.mysql.Sql.Condition;
import io.longhaul.activities.mysql.Sql.Value;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The key of one table in SQL. Keys of several columns are compared as {@code a > ? OR (a = ? AND b > ?)}, from which
 * MySQL makes ranges of the index; of {@code (a, b) > (?, ?)} it makes a scan of the table.
 */
final class KeySql {

    private final TableShape shape;

    KeySql(TableShape shape) {
        this.shape = shape;
    }

    String select() {
        return joined(column -> column.type().selectKey(column));
    }

    String order() {
        return joined(Column::quoted);
    }

    String orderDescending() {
        return joined(column -> column.quoted() + " DESC");
    }

    private String joined(Function<Column, String> each) {
        return shape.key().stream().map(each).collect(Collectors.joining(", "));
    }

    /** The key of a row whose first columns are {@link #select()}. */
    SourceKey read(ResultSet row) throws SQLException {
        List<String> parts = new ArrayList<>();
        for (Column column : shape.key()) {
            parts.add(column.type().key().read(row, parts.size() + 1));
        }
        return new SourceKey(parts);
    }

    Condition within(KeyRange range) {
        return within(range.after(), range.until());
    }

    Condition within(@Nullable SourceKey after, SourceKey until) {
        Condition end = compare(until, "<", "<=");
        return after == null ? end : compare(after, ">", ">").and(end);
    }

    /** From a key on, itself included, to another, included too. */
    Condition between(SourceKey from, SourceKey until) {
        return compare(from, ">", ">=").and(compare(until, "<", "<="));
    }

    /** The rows that have one of these keys, as the database compares them. */
    Condition anyOf(Collection<SourceKey> keys) {
        List<Value> values = new ArrayList<>();
        List<String> alternatives = new ArrayList<>();
        for (SourceKey key : keys) {
            checkFits(key);
            List<String> columns = new ArrayList<>();
            for (int i = 0; i < shape.key().size(); i++) {
                columns.add(comparison(i, "=", key, values));
            }
            alternatives.add("(" + String.join(" AND ", columns) + ")");
        }
        return new Condition("(" + String.join(" OR ", alternatives) + ")", values);
    }

    private Condition compare(SourceKey key, String strictly, String lastly) {
        checkFits(key);
        List<Value> values = new ArrayList<>();
        return new Condition(compareFrom(0, key, strictly, lastly, values), values);
    }

    private String compareFrom(int i, SourceKey key, String strictly, String lastly, List<Value> values) {
        if (i == shape.key().size() - 1) {
            return "(" + comparison(i, lastly, key, values) + ")";
        }
        String before = comparison(i, strictly, key, values);
        String equal = comparison(i, "=", key, values);
        return "(" + before + " OR (" + equal + " AND " + compareFrom(i + 1, key, strictly, lastly, values) + "))";
    }

    private String comparison(int i, String operator, SourceKey key, List<Value> values) {
        Column column = shape.key().get(i);
        values.add(new Value(column, key.parts().get(i)));
        return column.quoted() + " " + operator + " " + column.type().placeholder();
    }

    private void checkFits(SourceKey key) {
        if (key.parts().size() != shape.key().size()) {
            throw new MigrationException(
                    FailureKind.SCHEMA_MISMATCH,
                    "a key of " + key.parts().size() + " columns does not fit table " + shape.name() + ", whose key is "
                            + shape.key().stream().map(Column::name).collect(Collectors.joining(", "))
                            + ": if its key was changed since the migration began, begin a new one with --fresh");
        }
    }
}
