package io.longhaul.activities.live;

import static io.longhaul.activities.relational.PgNames.quoted;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A column that may be NULL. With a default that PostgreSQL can keep in the catalog, rows that are there have it, too. */
public record AddColumn(String name, String type, @Nullable String defaultValue) implements Operation {

    @Override
    public String title() {
        return "add column " + name;
    }

    @Override
    public void check(Trial trial) throws SQLException {
        if (trial.table().column(name).isPresent()) {
            trial.requireType(title(), name, type);
            return;
        }
        long file = trial.file();
        if (trial.tried(title(), sql(trial.name())) && trial.file() != file) {
            trial.problem(title() + " would write every row anew while all others wait, as its default or type is not"
                    + " the same for all: add it without, and fill it by a backfill");
        }
    }

    private String sql(String table) {
        return "ALTER TABLE " + table + " ADD COLUMN " + quoted(name) + " " + type
                + (defaultValue == null ? "" : " DEFAULT (" + defaultValue + ")");
    }

    @Override
    public List<Action> actions(LiveTable table) {
        return List.of(Action.brief(sql(table.quotedName()), Action.hasColumn(table, name)));
    }

    @Override
    public List<Action> undo(LiveTable table) {
        return List.of(Action.brief(
                Action.alter(table, "DROP " + Action.column(name)), Action.not(Action.hasColumn(table, name))));
    }

    @Override
    public String loss() {
        return "all values of column " + name + ", those that the application has written since included";
    }
}
