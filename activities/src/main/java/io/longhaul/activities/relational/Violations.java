package io.longhaul.activities.relational;

import io.longhaul.activities.sqlite.Names;
import io.longhaul.workflows.relational.IssueKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Conditions in SQLite's SQL that are true for rows which break a constraint of the target. They stand in a query FROM the
 * table under its own name, in a session that knows the {@link RowFunctions}.
 *
 * <p>A child whose parent does not arrive is an orphan as well: one that is quarantined takes its children with it, and
 * theirs, also where a table refers to itself. Only where several tables refer to each other in a circle this is followed
 * no further than once around.
 */
final class Violations {

    private static final String PARENT = "longhaul parent";

    /** By the target's names. */
    private final Map<String, PlannedTable> tables;

    private final Map<String, TableFindings> findings;

    /** @param findings by SQLite's names, as far as they are known when a condition is asked for */
    Violations(Map<String, PlannedTable> tables, Map<String, TableFindings> findings) {
        this.tables = tables.values().stream().collect(Collectors.toMap(table -> table.target, table -> table));
        this.findings = findings;
    }

    /** Null where no row can break it, whatever it holds. */
    @Nullable
    String of(PlannedTable table, ConstraintPlan constraint) {
        return of(table, constraint, Set.of(table.target));
    }

    private @Nullable String of(PlannedTable table, ConstraintPlan constraint, Set<String> visited) {
        return switch (constraint.kind()) {
            case PRIMARY_KEY, UNIQUE -> duplicates(table, constraint);
            case CHECK -> constraint.sourceCheck() == null ? null : "NOT (" + constraint.sourceCheck() + ")";
            case FOREIGN_KEY -> orphans(table, constraint, visited);
        };
    }

    /** Children whose parent is not there, or does not arrive; a key with a NULL in it has none. */
    private @Nullable String orphans(PlannedTable table, ConstraintPlan key, Set<String> visited) {
        PlannedTable parent = key.references() == null ? null : tables.get(key.references());
        if (parent == null) {
            return null;
        }
        if (parent.target.equals(table.target)) {
            return without(table, key, parent, PARENT, keys(table, PARENT) + " NOT IN (" + gone(table, visited) + ")");
        }
        boolean again = visited.contains(parent.target);
        String alias = again ? PARENT : parent.source.name();
        List<String> gone = again ? misfits(parent, alias) : gone(parent, alias, visited);
        return without(table, key, parent, alias, gone.isEmpty() ? "1" : "NOT " + any(gone));
    }

    /** Rows with a key for which there is no parent that meets a condition. */
    private static String without(
            PlannedTable table, ConstraintPlan key, PlannedTable parent, String alias, String condition) {
        String known = table.sources(key.columns()).stream()
                .map(column -> arriving(table, column) + " IS NOT NULL")
                .collect(Collectors.joining(" AND "));
        return known + " AND NOT EXISTS (SELECT 1 FROM main." + Names.quoted(parent.source.name()) + " AS "
                + Names.quoted(alias) + " WHERE "
                + same(table, key, parent, table.source.name(), alias) + " AND " + condition + ")";
    }

    private static String same(
            PlannedTable table, ConstraintPlan key, PlannedTable parent, String childAlias, String parentAlias) {
        List<String> children = table.sources(key.columns());
        List<String> parents = parent.sources(key.referenced());
        return IntStream.range(0, children.size())
                .mapToObj(i -> of(parentAlias, parents.get(i)) + " = " + of(childAlias, children.get(i)))
                .collect(Collectors.joining(" AND "));
    }

    /**
     * A query for the keys of all rows that do not arrive in a table which refers to itself: those that do not fit, those
     * whose parent is not there, and their children, and theirs.
     */
    private String gone(PlannedTable table, Set<String> visited) {
        String name = table.source.name();
        String from = " FROM main." + Names.quoted(name);
        List<ConstraintPlan> own = table.constraints.stream()
                .filter(constraint -> table.target.equals(constraint.references()))
                .toList();
        List<String> first = new ArrayList<>(misfits(table, name));
        TableFindings found = findings.getOrDefault(name, TableFindings.NONE);
        for (ConstraintPlan constraint : table.constraints) {
            String condition = own.contains(constraint)
                    ? without(table, constraint, table, PARENT, "1")
                    : found.broken().contains(constraint.name()) ? of(table, constraint, visited) : null;
            if (condition != null) {
                first.add("coalesce(" + condition + ", 0)");
            }
        }
        String keys = table.keys.columns().stream().map(Names::quoted).collect(Collectors.joining(", "));
        StringBuilder query = new StringBuilder(
                "WITH RECURSIVE \"longhaul gone\"(" + keys + ") AS (SELECT " + keys + from + " WHERE " + any(first));
        for (ConstraintPlan key : own) {
            query.append(" UNION SELECT ")
                    .append(list(table, name))
                    .append(from)
                    .append(" JOIN main.")
                    .append(Names.quoted(name))
                    .append(" AS ")
                    .append(Names.quoted(PARENT))
                    .append(" ON ")
                    .append(same(table, key, table, name, PARENT))
                    .append(" JOIN \"longhaul gone\" ON ")
                    .append(keys(table, PARENT))
                    .append(" = ")
                    .append(keys(table, "longhaul gone"));
        }
        return query.append(") SELECT ")
                .append(keys)
                .append(" FROM \"longhaul gone\"")
                .toString();
    }

    private static String any(List<String> conditions) {
        return "coalesce(" + String.join(" OR ", conditions) + ", 0)";
    }

    private static String list(PlannedTable table, String alias) {
        return table.keys.columns().stream().map(column -> of(alias, column)).collect(Collectors.joining(", "));
    }

    /** The key of a row, to be compared. */
    private static String keys(PlannedTable table, String alias) {
        String list = list(table, alias);
        return table.keys.columns().size() == 1 ? list : "(" + list + ")";
    }

    /** The child's value, or what a rule makes of it where that may be NULL. */
    private static String arriving(PlannedTable table, String column) {
        String stored = of(table.source.name(), column);
        ColumnPlan plan = table.column(column).orElseThrow();
        boolean changed = !plan.conversion().values().isEmpty() || plan.outcome() == Outcome.NULLIFY;
        return changed ? function(RowFunctions.VALUE, table, column, stored) : stored;
    }

    /** Conditions for rows that do not arrive. */
    private List<String> gone(PlannedTable table, String alias, Set<String> visited) {
        List<String> gone = new ArrayList<>(misfits(table, alias));
        Set<String> further = new HashSet<>(visited);
        further.add(table.target);
        TableFindings found = findings.getOrDefault(table.source.name(), TableFindings.NONE);
        for (ConstraintPlan constraint : table.constraints) {
            String condition = found.broken().contains(constraint.name()) ? of(table, constraint, further) : null;
            if (condition != null) {
                gone.add("coalesce(" + condition + ", 0)");
            }
        }
        return gone;
    }

    private List<String> misfits(PlannedTable table, String alias) {
        TableFindings found = findings.getOrDefault(table.source.name(), TableFindings.NONE);
        List<String> misfits = new ArrayList<>();
        found.gone().forEach((column, kinds) -> {
            String names =
                    kinds.stream().map(IssueKind::name).map(Violations::literal).collect(Collectors.joining(", "));
            misfits.add("coalesce(" + function(RowFunctions.MISFIT, table, column, of(alias, column)) + " IN (" + names
                    + "), 0)");
        });
        return misfits;
    }

    /** All rows but the first that have the same values. */
    private static @Nullable String duplicates(PlannedTable table, ConstraintPlan constraint) {
        List<String> columns = table.sources(constraint.columns());
        if (columns.size() < constraint.columns().size()) {
            return null;
        }
        List<String> values = columns.stream()
                .map(column -> function(RowFunctions.VALUE, table, column, Names.quoted(column)))
                .toList();
        List<String> keys = table.keys.columns();
        String name = table.source.name();
        String key = keys.stream().map(Names::quoted).collect(Collectors.joining(", "));
        String known = values.stream().map(value -> value + " IS NOT NULL").collect(Collectors.joining(" AND "));
        String numbered = "SELECT " + key + ", row_number() OVER (PARTITION BY " + String.join(", ", values)
                + " ORDER BY " + key + ") AS \"longhaul place\" FROM main." + Names.quoted(name) + " WHERE " + known;
        return keys(table, name) + " IN (SELECT " + key + " FROM (" + numbered + ") WHERE \"longhaul place\" > 1)";
    }

    private static String function(String name, PlannedTable table, String column, String value) {
        int place = IntStream.range(0, table.columns.size())
                .filter(i -> column.equalsIgnoreCase(table.columns.get(i).source()))
                .findFirst()
                .orElseThrow();
        return name + "(" + literal(table.source.name().toLowerCase(Locale.ROOT)) + ", " + place + ", " + value + ")";
    }

    private static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }

    private static String of(String table, String column) {
        return Names.quoted(table) + "." + Names.quoted(column);
    }
}
