package io.longhaul.activities.live;

import static io.longhaul.activities.relational.PgNames.fitting;
import static io.longhaul.activities.relational.PgNames.quoted;

import java.sql.SQLException;
import java.util.List;

/**
 * By way of a check that holds for new rows at once and is then validated beside the writers, so that SET NOT NULL itself has
 * nothing to read.
 */
public record SetNotNull(String name) implements Operation {

    private String check() {
        return fitting("longhaul_" + name + "_not_null");
    }

    @Override
    public String title() {
        return "set column " + name + " not null";
    }

    @Override
    public void check(Trial trial) throws SQLException {
        trial.requireColumn(title(), name);
    }

    @Override
    public List<Action> actions(LiveTable table) {
        String done = Action.isNotNull(table, name);
        return List.of(
                guard(table),
                Action.calm(
                        Action.alter(table, "VALIDATE CONSTRAINT " + quoted(check())),
                        done + " OR " + Action.isValidated(table, check())),
                Action.brief(Action.alter(table, "ALTER " + Action.column(name) + " SET NOT NULL"), done),
                drop(table));
    }

    /** From here on no NULL is written; those that are there stay. */
    private Action guard(LiveTable table) {
        return Action.brief(
                Action.alter(
                        table,
                        "ADD CONSTRAINT " + quoted(check()) + " CHECK (" + quoted(name) + " IS NOT NULL) NOT VALID"),
                Action.isNotNull(table, name) + " OR " + Action.hasConstraint(table, check()));
    }

    private Action drop(LiveTable table) {
        return Action.brief(
                Action.alter(table, "DROP CONSTRAINT " + quoted(check())),
                Action.not(Action.hasConstraint(table, check())));
    }

    @Override
    public String brokenBy(LiveTable table) {
        return quoted(name) + " IS NULL";
    }

    @Override
    public List<Action> withdrawal(LiveTable table) {
        return List.of(drop(table));
    }

    @Override
    public List<Action> undo(LiveTable table) {
        return List.of(
                drop(table),
                Action.brief(
                        Action.alter(table, "ALTER " + Action.column(name) + " DROP NOT NULL"),
                        Action.not(Action.isNotNull(table, name))));
    }
}
