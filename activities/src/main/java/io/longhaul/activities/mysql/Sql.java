package io.longhaul.activities.mysql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** How names and values get into a statement. */
final class Sql {

    /** How a quoted column is read. */
    static final String AS_IT_IS = "%s";

    static final String AS_NUMBER = "CAST(%s AS UNSIGNED)";
    static final String AS_TEXT = "CAST(%s AS CHAR)";

    private Sql() {}

    /** The one place where an identifier becomes SQL. */
    static String quote(String identifier) {
        return "`" + identifier.replace("`", "``") + "`";
    }

    /** A key column's value, bound as its type demands. */
    record Value(Column column, String text) {}

    /** A condition, safe to stand beside AND, with the values of its placeholders. */
    record Condition(String sql, List<Value> values) {

        Condition {
            values = List.copyOf(values);
        }

        void bind(PreparedStatement statement) throws SQLException {
            int index = 1;
            for (Value value : values) {
                value.column().type().key().bind(statement, index++, value.text());
            }
        }

        Condition and(Condition other) {
            List<Value> both = new ArrayList<>(values);
            both.addAll(other.values);
            return new Condition(sql + " AND " + other.sql, both);
        }
    }
}
