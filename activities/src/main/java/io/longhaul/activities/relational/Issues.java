package io.longhaul.activities.relational;

import io.longhaul.workflows.relational.IssueKind;
import io.longhaul.workflows.relational.Rule;
import io.longhaul.workflows.relational.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects issues. Not for many threads. */
final class Issues {

    private final List<Issue> issues = new ArrayList<>();

    void add(Issue issue) {
        issues.add(issue);
    }

    /** Something that is taken care of, and good to know. */
    void note(IssueKind kind, String table, @Nullable String column, Severity severity, String effect) {
        issues.add(new Issue(kind, table, column, null, 0, List.of(), severity, effect, false, null, null));
    }

    /**
     * What becomes of a name, where it does not stay as it is or has to be quoted from now on.
     *
     * @param column null where it is the table's name
     * @param renamed by a rule
     */
    void noteName(String table, @Nullable String column, String source, String target, boolean renamed) {
        if (!renamed && PgNames.isTooLong(source)) {
            note(
                    IssueKind.LONG_NAME,
                    table,
                    column,
                    Severity.MED,
                    "PostgreSQL keeps " + PgNames.MOST_BYTES + " bytes of a name: it becomes " + target);
        }
        if (PgNames.isReserved(target)) {
            note(
                    IssueKind.RESERVED_NAME,
                    table,
                    column,
                    Severity.LOW,
                    target + " is a reserved word: SQL has to quote it, or rename it by a rule");
        } else if (!PgNames.isPlain(target)) {
            note(
                    IssueKind.NAME_CASE,
                    table,
                    column,
                    Severity.LOW,
                    "PostgreSQL folds names without quotes to lower case: SQL has to quote " + target);
        }
    }

    void noteConstraint(
            IssueKind kind,
            String table,
            @Nullable String column,
            String constraint,
            Severity severity,
            String effect) {
        issues.add(new Issue(kind, table, column, constraint, 0, List.of(), severity, effect, false, null, null));
    }

    /** Something about no row that a rule has to decide. */
    void decision(
            IssueKind kind,
            String table,
            @Nullable String column,
            @Nullable String constraint,
            String effect,
            Rule proposal) {
        issues.add(
                new Issue(kind, table, column, constraint, 0, List.of(), Severity.HIGH, effect, true, proposal, null));
    }

    /** By category, the gravest first, then as they were found. */
    List<Issue> sorted() {
        return issues.stream()
                .sorted(Comparator.comparing(Issue::category).thenComparing(Issue::severity))
                .toList();
    }
}
