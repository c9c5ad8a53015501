package io.longhaul.activities.relational;

import io.longhaul.activities.relational.Discovery.Check;
import io.longhaul.activities.sqlite.SqliteTable;
import io.longhaul.workflows.relational.IssueKind;
import io.longhaul.workflows.relational.PgType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to ask SQLite about the rows of one table as a whole. Uniqueness is asked about only where values that SQLite tells
 * apart may become equal: of whole numbers and of plain texts its own index has made sure.
 */
final class Checks {

    private final Planner.Planned planned;
    private final TablePlan table;
    private final SqliteTable declared;
    private final Map<String, TableFindings> findings;

    Checks(Planner.Planned planned, TablePlan table, SqliteTable declared, Map<String, TableFindings> findings) {
        this.planned = planned;
        this.table = table;
        this.declared = declared;
        this.findings = findings;
    }

    List<Check> all() {
        List<Check> checks = new ArrayList<>();
        for (ConstraintPlan constraint : table.constraints()) {
            Check check =
                    switch (constraint.kind()) {
                        case PRIMARY_KEY, UNIQUE -> unique(constraint);
                        case FOREIGN_KEY -> foreignKey(constraint);
                        case CHECK ->
                            check(
                                    IssueKind.CHECK_BROKEN,
                                    constraint,
                                    "they break the condition, and PostgreSQL refuses them");
                    };
            if (check != null) {
                checks.add(check);
            }
        }
        return checks;
    }

    private @Nullable Check unique(ConstraintPlan constraint) {
        boolean sure = table.columns().stream()
                .filter(column -> constraint.columns().contains(column.target()))
                .allMatch(this::staysDistinct);
        return sure
                ? null
                : check(
                        IssueKind.DUPLICATE_KEY,
                        constraint,
                        "their values are equal in PostgreSQL, which refuses the second");
    }

    private @Nullable Check check(IssueKind kind, ConstraintPlan constraint, String effect) {
        PlannedTable found = planned.table(table);
        String condition = new Violations(planned.tables(), findings).of(found, constraint);
        List<String> columns = found.sources(constraint.columns());
        return condition == null
                ? null
                : new Check(kind, constraint, columns.isEmpty() ? null : String.join(",", columns), condition, effect);
    }

    /** Whether different values of SQLite surely are different ones of PostgreSQL. */
    private boolean staysDistinct(ColumnPlan column) {
        Conversion conversion = column.conversion();
        PgType type = column.type();
        String source = column.source();
        if (!conversion.values().isEmpty()
                || conversion.cutTo() > 0
                || conversion.whenNull() != null
                || source == null) {
            return false;
        }
        String affinity = declared.column(source)
                .map(found -> found.declared())
                .orElse("")
                .toUpperCase(Locale.ROOT);
        boolean integers = type.isInteger() && affinity.contains("INT");
        boolean texts =
                type.isText() && (affinity.contains("CHAR") || affinity.contains("TEXT") || affinity.contains("CLOB"));
        return integers || texts;
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
                IssueKind.ORPHAN,
                constraint,
                "they refer to rows of " + parent.source()
                        + " that are not there, or do not fit themselves: the foreign key" + " can't be made");
    }
}
