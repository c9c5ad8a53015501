package io.longhaul.activities.live;

import static io.longhaul.activities.relational.PgNames.quoted;

import java.sql.SQLException;
import java.util.List;

/** Holds for new rows at once, and is validated beside the writers. */
public record AddCheck(String name, String condition) implements Operation {

    @Override
    public String title() {
        return "add check " + name;
    }

    @Override
    public void check(Trial trial) throws SQLException {
        if (trial.tried(
                title(),
                "ALTER TABLE " + trial.name() + " ADD CONSTRAINT " + quoted(name) + " CHECK (" + condition
                        + ") NOT VALID")) {
            trial.requireSame(title(), name);
        }
    }

    @Override
    public List<Action> actions(LiveTable table) {
        return Constraints.addAndValidate(table, name, "CHECK (" + condition + ")");
    }

    @Override
    public String brokenBy(LiveTable table) {
        return "NOT (" + condition + ")";
    }

    @Override
    public List<Action> withdrawal(LiveTable table) {
        return undo(table);
    }

    @Override
    public List<Action> undo(LiveTable table) {
        return List.of(Constraints.drop(table, name));
    }
}
