package io.longhaul.activities.relational;

import io.longhaul.workflows.relational.IssueKind;
import org.jspecify.annotations.Nullable;

/** What the target makes sure of, so that PostgreSQL refuses rows which break it: a constraint, or a unique index. */
public sealed interface Guarantee permits ConstraintPlan, IndexPlan {

    String name();

    /**
     * A query's condition on SQLite's table, true for rows that break it; it is asked by {@link AbsentRows}. Null where no
     * row does.
     */
    @Nullable
    String violations();

    /** What becomes of rows that break it. */
    Outcome outcome();

    /** What a row has that breaks it. */
    IssueKind breach();
}
