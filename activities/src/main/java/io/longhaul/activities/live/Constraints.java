package io.longhaul.activities.live;

import static io.longhaul.activities.relational.PgNames.quoted;

import java.util.List;

/** Constraints in two moves: the first holds for new rows and reads none, the second reads all and locks none. */
final class Constraints {

    private Constraints() {}

    static List<Action> addAndValidate(LiveTable table, String name, String definition) {
        return List.of(
                Action.brief(
                        Action.alter(table, "ADD CONSTRAINT " + quoted(name) + " " + definition + " NOT VALID"),
                        Action.hasConstraint(table, name)),
                Action.calm(
                        Action.alter(table, "VALIDATE CONSTRAINT " + quoted(name)), Action.isValidated(table, name)));
    }

    static Action drop(LiveTable table, String name) {
        return Action.brief(
                Action.alter(table, "DROP CONSTRAINT " + quoted(name)), Action.not(Action.hasConstraint(table, name)));
    }
}
