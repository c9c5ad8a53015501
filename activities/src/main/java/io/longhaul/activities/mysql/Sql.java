package io.longhaul.activities.mysql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** How names and values get into a statement. */
final class Sql {

    private Sql() {}

    /** The one place where an identifier becomes SQL. */
    static String quote(String identifier) {
        return "`" + identifier.replace("`", "``") + "`";
    }

    /** A key column's value, bound as its type demands. */
    record Value(Column column, String text) {}

    /** A condition with the values of its placeholders. */
    record Condition(String sql, List<Value> values) {

        Condition {
            values = List.copyOf(values);
        }

        /** @return the index of the next placeholder */
        int bind(PreparedStatement statement, int first) throws SQLException {
            int index = first;
            for (Value value : values) {
                value.column().type().bind(statement, index++, value.text());
            }
            return index;
        }
    }
}
