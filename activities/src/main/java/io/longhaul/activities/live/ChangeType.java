package io.longhaul.activities.live;

import static io.longhaul.activities.relational.PgNames.fitting;
import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        List<String> dependents = trial.dependents(column);
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
        if (requires(table)) {
            actions.addAll(new SetNotNull(shadow).actions(table));
        }
        actions.add(Action.brief(
                String.join(
                        "; ",
                        "LOCK TABLE " + table.quotedName() + " IN ACCESS EXCLUSIVE MODE",
                        requireFilled(table),
                        grants(table),
                        filling().remove(table),
                        Action.alter(table, "RENAME " + Action.column(column) + " TO " + quoted(old(column))),
                        Action.alter(table, "RENAME " + Action.column(shadow) + " TO " + quoted(column)),
                        Action.alter(table, "ALTER " + Action.column(old(column)) + " DROP NOT NULL")),
                swapped));
        return actions;
    }

    private boolean requires(LiveTable table) {
        return table.column(column).filter(LiveTable.Column::notNull).isPresent() && !isSwapped(table, column);
    }

    /** With the lock, no writer adds one any more. */
    private String requireFilled(LiveTable table) {
        return "DO "
                + literal("BEGIN IF " + filling().anyUnfilled(table) + " THEN RAISE EXCEPTION"
                        + " 'a row has no value of the new type' USING ERRCODE = 'check_violation'; END IF; END");
    }

    private String grants(LiveTable table) {
        return "DO "
                + literal("""
                DECLARE one record; BEGIN
                  FOR one IN SELECT grantee, privilege_type, is_grantable FROM pg_attribute, aclexplode(attacl)
                             WHERE attrelid = %d AND attname = %s LOOP
                    EXECUTE format('GRANT %%s (%%I) ON %%s TO %%s%%s', one.privilege_type, %s, %s,
                                   CASE one.grantee WHEN 0 THEN 'PUBLIC' ELSE one.grantee::regrole::text END,
                                   CASE WHEN one.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END);
                  END LOOP; END""".formatted(
                                table.oid(), literal(column), literal(shadow(column)), literal(table.quotedName())));
    }

    @Override
    public @Nullable String brokenBy(LiveTable table) {
        String unfilled = filling().unfilled(table);
        return requires(table)
                ? "(" + new SetNotNull(shadow(column)).brokenBy(table) + " OR " + unfilled + ")"
                : unfilled;
    }

    @Override
    public List<Action> withdrawal(LiveTable table) {
        return new SetNotNull(shadow(column)).withdrawal(table);
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
