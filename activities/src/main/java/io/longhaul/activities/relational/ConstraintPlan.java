package io.longhaul.activities.relational;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.longhaul.workflows.relational.IssueKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A constraint of the target, made after the copy. Names are PostgreSQL's, without quotes.
 *
 * @param columns of the table; empty for a check
 * @param references the table that a foreign key points at, null for others
 * @param referenced its columns
 * @param actions of a foreign key, as in DDL: {@code ON DELETE CASCADE}; empty for none
 * @param check the condition, as PostgreSQL's SQL; null for others
 * @param sourceCheck the same as SQLite has it
 * @param violations see {@link Guarantee}
 * @param outcome what becomes of rows that break it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConstraintPlan(
        Kind kind,
        String name,
        List<String> columns,
        @Nullable String references,
        List<String> referenced,
        String actions,
        @Nullable String check,
        @Nullable String sourceCheck,
        @Nullable String violations,
        Outcome outcome)
        implements Guarantee {

    ConstraintPlan withViolations(@Nullable String condition) {
        return new ConstraintPlan(
                kind, name, columns, references, referenced, actions, check, sourceCheck, condition, outcome);
    }

    @Override
    public IssueKind breach() {
        return switch (kind) {
            case PRIMARY_KEY, UNIQUE -> IssueKind.DUPLICATE_KEY;
            case CHECK -> IssueKind.CHECK_BROKEN;
            case FOREIGN_KEY -> IssueKind.ORPHAN;
        };
    }

    /** In the order in which they are made. */
    public enum Kind {
        PRIMARY_KEY,
        UNIQUE,
        CHECK,
        FOREIGN_KEY
    }

    public ConstraintPlan {
        columns = List.copyOf(columns);
        referenced = List.copyOf(referenced);
    }
}
