package io.longhaul.activities.relational;

import java.util.List;

/**
 * A trigger of the target that changes each row that is updated, and nothing else, with the function of the same name that
 * does it.
 *
 * @param name in PostgreSQL, without schema and quotes
 * @param table that it belongs to
 * @param columns whose update it waits for; none for any
 * @param assignments as {@code NEW."changed" := now()}
 */
public record TriggerPlan(String name, String table, List<String> columns, List<String> assignments) {

    public TriggerPlan {
        columns = List.copyOf(columns);
        assignments = List.copyOf(assignments);
    }
}
