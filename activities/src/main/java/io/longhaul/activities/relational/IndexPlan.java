package io.longhaul.activities.relational;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.longhaul.workflows.relational.IssueKind;
import org.jspecify.annotations.Nullable;

/**
 * An index that no constraint brings.
 *
 * @param name in PostgreSQL, without quotes
 * @param definition what follows {@code ON table} in DDL: {@code ("email" DESC) WHERE "active"}
 * @param violations see {@link Guarantee}; null for an index that is not unique, too
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IndexPlan(
        String name,
        boolean unique,
        String definition,
        @Nullable String violations,
        Outcome outcome) implements Guarantee {

    IndexPlan withViolations(@Nullable String condition) {
        return new IndexPlan(name, unique, definition, condition, outcome);
    }

    @Override
    public IssueKind breach() {
        return IssueKind.DUPLICATE_KEY;
    }
}
