package io.longhaul.activities.live;

import static io.longhaul.activities.relational.PgNames.quoted;

import java.sql.SQLException;
import java.util.List;

/** Holds for new rows at once, and is validated beside the writers of both tables. */
record AddForeignKey(String name, String column, String references) implements Operation {

    @Override
    public String title() {
        return "add foreign key " + name;
    }

    @Override
    public void check(Trial trial) throws SQLException {
        trial.requireColumn(title(), column);
        trial.requireReference(title(), references);
    }

    @Override
    public List<Action> actions(LiveTable table) {
        return Constraints.addAndValidate(table, name, "FOREIGN KEY (" + quoted(column) + ") REFERENCES " + references);
    }

    @Override
    public List<Action> undo(LiveTable table) {
        return List.of(Constraints.drop(table, name));
    }
}
