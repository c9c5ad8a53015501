package io.longhaul.activities.live;

import static io.longhaul.activities.relational.PgNames.fitting;
import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The column of the new type, which was filled and kept in step beside the old one, takes its name. The old one stays, under
 * another.
 */
public record ChangeType(String column, String type) implements Operation {

    /** The column of the new type, until it takes the name. */
    public static String shadow(String column) {
        return fitting(column + "_longhaul_new");
    }

    /** Whether the new column has taken the name. */
    public static boolean isSwapped(LiveTable table, String column) {
        return table.column(old(column)).isPresent();
    }

    /** The column of the old type, when the new one has taken its name. */
    public static String old(String column) {
        return fitting(column + "_longhaul_old");
    }

    @Override
    public String title() {
        return "change column " + column + " to " + type;
    }

    @Override
    public void check(Trial trial) throws SQLException {
        LiveTable table = trial.table();
        if (isSwapped(table, column)) {
            return;
        }
        trial.requireColumn(title(), column);
        List<String> dependents = trial.texts("""
                SELECT DISTINCT pg_describe_object(classid, objid, objsubid) FROM pg_depend d
                JOIN pg_attribute a ON a.attrelid = refobjid AND a.attnum = refobjsubid
                WHERE refclassid = 'pg_class'::regclass AND refobjid = %d AND attname = %s
                  AND NOT EXISTS (SELECT FROM pg_constraint c
                                  WHERE classid = 'pg_constraint'::regclass AND c.oid = objid AND contype = 'n')""".formatted(table.oid(), literal(column)));
        if (!dependents.isEmpty()) {
            trial.problem(title() + ": " + String.join(", ", dependents)
                    + " would stay with the old column: drop it first, and make it again by another spec");
        }
    }

    @Override
    public List<Action> actions(LiveTable table) {
        String shadow = shadow(column);
        List<Action> actions = new ArrayList<>();
        String swapped = Action.hasColumn(table, old(column));
        if (table.column(column).filter(LiveTable.Column::notNull).isPresent() && !isSwapped(table, column)) {
            actions.addAll(new SetNotNull(shadow).actions(table));
        }
        actions.add(Action.brief(
                String.join(
                        "; ",
                        filling().remove(table),
                        Action.alter(table, "RENAME " + Action.column(column) + " TO " + quoted(old(column))),
                        Action.alter(table, "RENAME " + Action.column(shadow) + " TO " + quoted(column)),
                        Action.alter(table, "ALTER " + Action.column(old(column)) + " DROP NOT NULL")),
                swapped));
        return actions;
    }

    private FillNewRows filling() {
        return new FillNewRows(shadow(column), "", "", true);
    }

    @Override
    public List<Action> undo(LiveTable table) {
        return List.of(Action.brief(
                String.join(
                        "; ",
                        Action.alter(table, "RENAME " + Action.column(column) + " TO " + quoted(shadow(column))),
                        Action.alter(table, "RENAME " + Action.column(old(column)) + " TO " + quoted(column))),
                Action.not(Action.hasColumn(table, old(column)))));
    }

    @Override
    public String loss() {
        return "column " + column + " of rows that were written since its type was changed, and its NOT NULL";
    }
}
