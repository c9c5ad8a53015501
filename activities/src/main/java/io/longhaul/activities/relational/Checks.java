package io.longhaul.activities.relational;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to ask SQLite about the rows of one table as a whole. Uniqueness is asked about only where values that SQLite tells
 * apart may become equal: of whole numbers and of plain texts its own index has made sure.
 */
final class Checks {

    /** A question about rows that break a guarantee. */
    record Check(Guarantee guarantee, @Nullable String columns, String effect) {}

    private static final String EQUAL = "their values are equal in PostgreSQL, which refuses the second";

    private final Planner.Planned planned;
    private final TablePlan table;
    private final Map<String, TableFindings> findings;

    Checks(Planner.Planned planned, TablePlan table, Map<String, TableFindings> findings) {
        this.planned = planned;
        this.table = table;
        this.findings = findings;
    }

    List<Check> all() {
        List<Check> checks = new ArrayList<>();
        for (ConstraintPlan constraint : table.constraints()) {
            Check check =
                    switch (constraint.kind()) {
                        case PRIMARY_KEY, UNIQUE -> unique(constraint);
                        case FOREIGN_KEY -> foreignKey(constraint);
                        case CHECK -> check(constraint, "they break the condition, and PostgreSQL refuses them");
                    };
            if (check != null) {
                checks.add(check);
            }
        }
        PlannedTable found = planned.table(table);
        for (IndexPlan index : table.indexes()) {
            String condition = found.duplicates.get(index.name());
            if (condition != null) {
                checks.add(new Check(index.withViolations(condition), null, EQUAL));
            }
        }
        return checks;
    }

    private @Nullable Check unique(ConstraintPlan constraint) {
        PlannedTable found = planned.table(table);
        boolean sure = table.columns().stream()
                .filter(column -> constraint.columns().contains(column.target()))
                .allMatch(found::staysDistinct);
        return sure ? null : check(constraint, EQUAL);
    }

    private @Nullable Check check(ConstraintPlan constraint, String effect) {
        PlannedTable found = planned.table(table);
        String condition = new Violations(planned.tables(), findings).of(found, constraint);
        List<String> columns = found.sources(constraint.columns());
        return condition == null
                ? null
                : new Check(
                        constraint.withViolations(condition),
                        columns.isEmpty() ? null : String.join(",", columns),
                        effect);
    }

    private @Nullable Check foreignKey(ConstraintPlan constraint) {
        TablePlan parent = planned.plan().tables().stream()
                .filter(other -> other.target().equals(constraint.references()))
                .findFirst()
                .orElse(null);
        TableFindings found = findings.getOrDefault(table.source(), TableFindings.NONE);
        if (parent == null || found.rows() == 0) {
            return null;
        }
        return check(
                constraint,
                "they refer to rows of " + parent.source()
                        + " that are not there, or do not fit themselves: the foreign key" + " can't be made");
    }
}
