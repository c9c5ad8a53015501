package io.longhaul.activities.relational;

import java.util.List;

/**
 * What a whole database becomes, to be frozen when a run begins. It follows from schema, spec and findings alone.
 *
 * @param tables in the order in which they are copied: those that others refer to come first
 * @param views as complete statements, where their translation is certain
 */
public record TargetPlan(String schema, String quarantine, List<TablePlan> tables, List<String> views) {

    public TargetPlan {
        tables = List.copyOf(tables);
        views = List.copyOf(views);
    }
}
