package io.longhaul.workflows.relational;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.longhaul.workflows.engine.Recipe;
import io.longhaul.workflows.engine.Spec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A SQLite database into a schema of PostgreSQL.
 *
 * @param file the SQLite database, as a path on the machine of the workers
 * @param schema of the target, which the worker's settings name
 * @param quarantine the schema that rows go to which do not fit
 * @param tables SQLite's names of those to migrate; empty means all
 * @param rules what becomes of what does not fit
 * @param acceptPartial whether rows that no rule is for are quarantined, instead of stopping the run
 * @param ddl SQL that the target is made by; null where the plan's own does
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = false)
public record RelationalSpec(
        String file,
        String schema,
        String quarantine,
        List<String> tables,
        List<Rule> rules,
        boolean acceptPartial,
        @Nullable DdlFile ddl)
        implements Spec {

    public static final String RECIPE = "relational";

    public RelationalSpec {
        tables = List.copyOf(tables);
        rules = List.copyOf(rules);
        if (file.isBlank() || schema.isBlank() || quarantine.isBlank()) {
            throw new IllegalArgumentException("file, schema and quarantine must be named");
        }
        if (schema.equals(quarantine)) {
            throw new IllegalArgumentException(
                    "schema and quarantine are both " + schema + ": give the quarantine a schema of its own");
        }
    }

    /** The same with other rules. */
    public RelationalSpec with(List<Rule> others) {
        return new RelationalSpec(file, schema, quarantine, tables, others, acceptPartial, ddl);
    }

    @Override
    public String recipe() {
        return RECIPE;
    }

    @Override
    public Recipe toRecipe() {
        return new RelationalRecipe(this);
    }
}
