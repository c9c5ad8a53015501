package io.longhaul.activities.live;

import static io.longhaul.activities.relational.PgNames.quoted;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds for new rows at once, and is validated beside the writers of both tables. */
record AddForeignKey(String name, String column, String references) implements Operation {

    @Override
    public String title() {
        return "add foreign key " + name;
    }

    @Override
    public void check(Trial trial) throws SQLException {
        trial.requireColumn(title(), column);
        trial.requireReference(title(), name, column, references);
    }

    @Override
    public List<Action> actions(LiveTable table) {
        return Constraints.addAndValidate(table, name, "FOREIGN KEY (" + quoted(column) + ") REFERENCES " + references);
    }

    @Override
    public @Nullable String brokenBy(LiveTable table) {
        int open = references.indexOf('(');
        int close = references.indexOf(')', open + 1);
        if (open < 0 || close < 0) {
            return null;
        }
        String mine = quoted(table.name()) + "." + quoted(column);
        return mine + " IS NOT NULL AND NOT EXISTS (SELECT FROM " + references.substring(0, open)
                + " AS referenced WHERE referenced."
                + references.substring(open + 1, close).strip() + " = " + mine
                + ")";
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
