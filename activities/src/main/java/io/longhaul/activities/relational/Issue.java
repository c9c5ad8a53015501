package io.longhaul.activities.relational;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.longhaul.workflows.relational.IssueCategory;
import io.longhaul.workflows.relational.IssueKind;
import io.longhaul.workflows.relational.Rule;
import io.longhaul.workflows.relational.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that stands between a SQLite database and PostgreSQL. It never holds a value of a row.
 *
 * @param table as SQLite names it; null for the whole database
 * @param column null for the whole table; for a constraint of several, joined by commas
 * @param constraint the name that the proposed DDL gives it; null if it is about none
 * @param rows how many rows it concerns, 0 if it is about none
 * @param examples keys of up to {@value #EXAMPLES} of them, as SQL writes them
 * @param effect what happens without a rule, in a sentence
 * @param open whether a rule is wanting: a run stops before it copies, unless it accepts to be partial
 * @param proposal to be pasted into the spec; null where nothing has to be done
 * @param rule of the spec, which says what becomes of the rows; null if there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Issue(
        IssueKind kind,
        @Nullable String table,
        @Nullable String column,
        @Nullable String constraint,
        long rows,
        List<String> examples,
        Severity severity,
        String effect,
        boolean open,
        @Nullable Rule proposal,
        @Nullable Rule rule) {

    public static final int EXAMPLES = 5;

    public Issue {
        examples = List.copyOf(examples);
    }

    Issue withRows(long number) {
        return new Issue(kind, table, column, constraint, number, examples, severity, effect, open, proposal, rule);
    }

    public IssueCategory category() {
        return kind.category();
    }
}
