package io.longhaul.activities.live;

import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.relational.PgNames;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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
        List<Action> actions = new ArrayList<>();
        for (String left : leftovers()) {
            actions.add(BuildIndex.endOrphan(table, left));
            actions.add(BuildIndex.dropInvalid(table, left));
        }
        actions.add(
                Action.alone("REINDEX INDEX CONCURRENTLY " + quoted(table.schema()) + "." + quoted(index), "false"));
        return actions;
    }

    /** As PostgreSQL names what it builds beside and what it has replaced: the name cut to what fits, and counted up. */
    private List<String> leftovers() {
        return Stream.of("_ccnew", "_ccold")
                .flatMap(what -> Stream.of("", "1", "2", "3").map(count -> what + count))
                .map(suffix -> clipped(PgNames.MOST_BYTES - suffix.length()) + suffix)
                .toList();
    }

    private String clipped(int bytes) {
        String name = index;
        while (name.getBytes(StandardCharsets.UTF_8).length > bytes) {
            name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
        }
        return name;
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
