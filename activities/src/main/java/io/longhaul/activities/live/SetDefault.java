package io.longhaul.activities.live;

import static io.longhaul.activities.relational.PgNames.literal;

import java.sql.SQLException;
import java.util.List;

/** Of rows that are inserted from then on without the column; those that are there stay as they are. */
public record SetDefault(String column, String value) implements Operation {

    @Override
    public String title() {
        return "set default of column " + column;
    }

    /** The copy has it already, as its rows are filled there; one that the table has must be the same. */
    @Override
    public void check(Trial trial) throws SQLException {
        List<String> wanted = trial.texts(expression(literal(trial.name()) + "::regclass"));
        List<String> there = trial.texts(expression(Long.toString(trial.table().oid())));
        if (!there.isEmpty() && !there.equals(wanted)) {
            trial.problem(title() + ": it has another one, namely " + there.get(0)
                    + ": give that one, or drop it first by ALTER COLUMN ... DROP DEFAULT");
        }
    }

    private String expression(String table) {
        return "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef JOIN pg_attribute ON attrelid = adrelid"
                + " AND attnum = adnum WHERE adrelid = " + table + " AND attname = " + literal(column);
    }

    private String exists(LiveTable table) {
        return "EXISTS (" + expression(Long.toString(table.oid())) + ")";
    }

    private String alter(LiveTable table, String change) {
        return Action.alter(table, "ALTER " + Action.column(column) + change);
    }

    @Override
    public List<Action> actions(LiveTable table) {
        return List.of(Action.brief(alter(table, " SET DEFAULT (" + value + ")"), exists(table)));
    }

    @Override
    public List<Action> undo(LiveTable table) {
        return List.of(Action.brief(alter(table, " DROP DEFAULT"), Action.not(exists(table))));
    }
}
