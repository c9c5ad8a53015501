package io.longhaul.activities.relational;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.longhaul.workflows.engine.SourceKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a whole database becomes, to be frozen when a run begins. It follows from schema, spec and findings alone.
 *
 * @param tables in the order in which they are copied: those that others refer to come first
 * @param views those whose translation is certain
 * @param triggers the same
 * @param edited the user's own statements, by which the target is made; null where it is made by this plan
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TargetPlan(
        String schema,
        String quarantine,
        List<TablePlan> tables,
        List<ViewPlan> views,
        List<TriggerPlan> triggers,
        @Nullable EditedDdl edited) {

    public TargetPlan {
        tables = List.copyOf(tables);
        views = List.copyOf(views);
        triggers = List.copyOf(triggers);
    }

    /** The table that a row's key belongs to. */
    public TablePlan table(SourceKey key) {
        String name = key.parts().get(0);
        return tables.stream()
                .filter(table -> table.source().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the plan has no table " + name));
    }
}
