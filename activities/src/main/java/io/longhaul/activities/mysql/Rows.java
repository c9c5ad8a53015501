package io.longhaul.activities.mysql;

import io.longhaul.activities.mysql.Sql.Condition;
import io.longhaul.activities.mysql.Sql.Value;
import io.longhaul.workflows.engine.KeyRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which rows to read: those of a key range, or of them the ones that changed since a moment.
 *
 * @param updated the column that says when a row changed last; null for all rows
 */
public record Rows(KeyRange keys, @Nullable Column updated) {

    public Rows {
        if ((keys.changedSince() == null) != (updated == null)) {
            throw new IllegalArgumentException("changes are found by a column, and all rows by none");
        }
    }

    public static Rows of(KeyRange keys) {
        return new Rows(keys, null);
    }

    public static Rows changed(KeyRange keys, Column updated) {
        return new Rows(keys, updated);
    }

    Condition condition(KeySql key) {
        Condition within = key.within(keys);
        return updated == null || keys.changedSince() == null
                ? within
                : within.and(new Condition(
                        updated.quoted() + " >= " + updated.type().placeholder(),
                        List.of(new Value(updated, keys.changedSince()))));
    }

    /** The table: all rows of a range by its key, the few that changed by whichever index has them. */
    String from(TableShape shape) {
        return updated == null ? shape.quotedByKey() : shape.quoted();
    }
}
