package io.longhaul.activities.live;

import static io.longhaul.activities.relational.PgNames.quoted;

import java.sql.SQLException;
import java.util.List;

/** Beside the writers. What an attempt that was cut off has left is dropped first. */
record Reindex(String index) implements Operation {

    @Override
    public String title() {
        return "reindex " + index;
    }

    @Override
    public void check(Trial trial) throws SQLException {
        if (trial.existing(index) == null) {
            trial.problem(title() + ": table " + trial.table() + " has no index of that name");
        }
    }

    @Override
    public List<Action> actions(LiveTable table) {
        String copy = index + "_ccnew";
        return List.of(
                BuildIndex.endOrphan(table, copy),
                BuildIndex.dropInvalid(table, copy),
                BuildIndex.dropInvalid(table, index + "_ccold"),
                Action.alone("REINDEX INDEX CONCURRENTLY " + quoted(table.schema()) + "." + quoted(index), "false"));
    }

    @Override
    public String done(LiveTable table) {
        return BuildIndex.isValid(table, index);
    }

    /** It holds the same as before. */
    @Override
    public List<Action> undo(LiveTable table) {
        return List.of();
    }
}
