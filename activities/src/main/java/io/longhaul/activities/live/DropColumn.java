package io.longhaul.activities.live;

import java.sql.SQLException;
import java.util.List;

/** The catalog forgets it; its values go as rows are written. */
record DropColumn(String name) implements Operation {

    @Override
    public String title() {
        return "drop column " + name;
    }

    /** Indexes and constraints would go with it unasked. */
    @Override
    public void check(Trial trial) throws SQLException {
        if (trial.table().key().stream().anyMatch(column -> column.name().equals(name))) {
            trial.problem(title() + " would take the primary key with it: give the table another key first");
            return;
        }
        List<String> others = trial.dependents(name).stream()
                .filter(one -> !one.startsWith("default value for column " + name + " of "))
                .filter(one -> !one.startsWith("sequence "))
                .toList();
        if (!others.isEmpty()) {
            trial.problem(title() + " would take others with it: drop these first, and the column then: "
                    + String.join(", ", others));
        } else if (trial.hasColumn(name)) {
            var unused = trial.tried(title(), "ALTER TABLE " + trial.name() + " DROP " + Action.column(name));
        }
    }

    @Override
    public List<Action> actions(LiveTable table) {
        return List.of(Action.brief(
                Action.alter(table, "DROP " + Action.column(name)), Action.not(Action.hasColumn(table, name))));
    }

    @Override
    public List<Action> undo(LiveTable table) {
        return List.of();
    }

    @Override
    public String loss() {
        return "column " + name + " and its values: they are gone, and only a backup has them";
    }
}
