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
        boolean old = trial.hasColumn(from);
        boolean renamed = trial.hasColumn(to);
        if (old == renamed) {
            trial.problem(title() + (old ? ": both are there" : ": neither is there") + "; check the names");
        } else if (old) {
            var unused = trial.tried(title(), rename(trial.name()));
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
        return Action.brief(new RenameColumn(from, to).rename(table.quotedName()), Action.hasColumn(table, to));
    }

    private String rename(String table) {
        return "ALTER TABLE " + table + " RENAME " + Action.column(from) + " TO " + quoted(to);
    }
}
