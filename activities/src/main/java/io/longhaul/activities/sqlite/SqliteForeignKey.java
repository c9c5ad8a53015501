package io.longhaul.activities.sqlite;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A foreign key as it is declared; SQLite checks only when asked to whether there is what it refers to.
 *
 * @param name null where it has none
 * @param referenced columns of the parent; empty means its primary key
 * @param onUpdate an action, as {@code CASCADE}
 * @param deferred whether it is checked at the end of a transaction
 */
public record SqliteForeignKey(
        @Nullable String name,
        List<String> columns,
        String parent,
        List<String> referenced,
        String onUpdate,
        String onDelete,
        boolean deferred) {

    public SqliteForeignKey {
        columns = List.copyOf(columns);
        referenced = List.copyOf(referenced);
    }
}
