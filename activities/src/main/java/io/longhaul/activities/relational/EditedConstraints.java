package io.longhaul.activities.relational;

import io.longhaul.workflows.relational.IssueKind;
import io.longhaul.workflows.relational.RelationalSpec;
import io.longhaul.workflows.relational.Severity;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the constraints and indexes of a user's own DDL in the place of the planned ones. Those that SQLite can be asked
 * about are judged by discovery as ever; the others are noted, as PostgreSQL alone can tell, after the copy.
 */
final class EditedConstraints {

    private final EditedTarget edited;
    private final RelationalSpec spec;
    private final Map<String, PlannedTable> tables;
    private final RuleBook book;
    private final Issues issues;

    EditedConstraints(
            EditedTarget edited, RelationalSpec spec, Map<String, PlannedTable> tables, RuleBook book, Issues issues) {
        this.edited = edited;
        this.spec = spec;
        this.tables = tables;
        this.book = book;
        this.issues = issues;
    }

    void replace() {
        tables.values().forEach(this::replace);
    }

    private void replace(PlannedTable table) {
        EditedTarget.Table made = edited.table(table.target).orElseThrow();
        List<ConstraintPlan> planned = List.copyOf(table.constraints);
        table.indexes.clear();
        table.indexes.addAll(made.indexes());
        table.constraints.clear();
        for (ConstraintPlan constraint : made.constraints()) {
            String check = sourceCheck(table, constraint, planned);
            boolean isCheck = constraint.kind() == ConstraintPlan.Kind.CHECK;
            boolean known = isCheck ? check != null : isOfRows(table, constraint);
            if (!known) {
                issues.noteConstraint(
                        IssueKind.CHECK_NOT_TRANSLATED,
                        table.source.name(),
                        null,
                        constraint.name(),
                        Severity.MED,
                        "the edited DDL has it, and whether rows break it is found when it is made, after the copy");
            }
            if (known || isCheck) {
                table.constraints.add(new ConstraintPlan(
                        constraint.kind(),
                        constraint.name(),
                        constraint.columns(),
                        constraint.references(),
                        constraint.referenced(),
                        constraint.actions(),
                        constraint.check(),
                        check,
                        null,
                        book.asOutcome(book.outcomeOfConstraint(table.source.name(), constraint.name()))));
            }
        }
    }

    /** Whether rows of SQLite bring all values that it looks at, on both of its sides. */
    private boolean isOfRows(PlannedTable table, ConstraintPlan constraint) {
        String references = constraint.references();
        if (!brought(table).containsAll(constraint.columns())) {
            return false;
        }
        return references == null
                || tables.values().stream()
                        .anyMatch(parent -> parent.target.equals(references)
                                && brought(parent).containsAll(constraint.referenced()));
    }

    private static Set<String> brought(PlannedTable table) {
        Set<String> names = new HashSet<>();
        table.columns.stream()
                .filter(column -> column.source() != null && column.copied())
                .forEach(column -> names.add(column.target()));
        return names;
    }

    /** A check's condition as SQLite has it, where the user has left it as it was. */
    private @Nullable String sourceCheck(PlannedTable table, ConstraintPlan constraint, List<ConstraintPlan> planned) {
        Ddl names = new Ddl(new TargetPlan(spec.schema(), spec.quarantine(), List.of(), List.of(), List.of(), null));
        return planned.stream()
                .filter(draft -> draft.kind() == ConstraintPlan.Kind.CHECK
                        && draft.name().equals(constraint.name())
                        && edited.ddl().has(names.addConstraint(table.plan(), draft)))
                .map(ConstraintPlan::sourceCheck)
                .findFirst()
                .orElse(null);
    }
}
