package io.longhaul.activities.live;

import static io.longhaul.activities.relational.PgNames.quoted;

import java.sql.SQLException;
import java.util.List;

/** Statements that name the column by its old name fail from then on. */
record RenameColumn(String from, String to) implements Operation {

    @Override
    public String title() {
        return "rename column " + from + " to " + to;
    }

    @Override
    public void check(Trial trial) throws SQLException {
        boolean old = trial.table().column(from).isPresent();
        boolean renamed = trial.table().column(to).isPresent();
        if (old == renamed) {
            trial.problem(title() + (old ? ": both are there" : ": neither is there") + "; check the names");
        }
    }

    @Override
    public List<Action> actions(LiveTable table) {
        return List.of(rename(table, from, to));
    }

    @Override
    public List<Action> undo(LiveTable table) {
        return List.of(rename(table, to, from));
    }

    private static Action rename(LiveTable table, String from, String to) {
        return Action.brief(
                Action.alter(table, "RENAME " + Action.column(from) + " TO " + quoted(to)),
                Action.hasColumn(table, to));
    }
}
