package io.longhaul.activities.relational;

import io.longhaul.activities.sqlite.Names;
import io.longhaul.activities.sqlite.SqlToken;
import io.longhaul.activities.sqlite.SqlTokens;
import io.longhaul.activities.sqlite.SqliteIndex;
import io.longhaul.workflows.relational.IssueKind;
import io.longhaul.workflows.relational.PgType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Conditions in SQLite's SQL that are true for rows which break what the target guarantees. They stand in a query FROM the
 * table under its own name, in a session of {@link AbsentRows}. Where SQLite may tell equal what PostgreSQL tells apart, or
 * the other way round, converted values are compared.
 */
final class Violations {

    private static final String PARENT = "longhaul parent";
    private static final String GONE = "longhaul gone";

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
        return switch (constraint.kind()) {
            case PRIMARY_KEY, UNIQUE -> unique(table, constraint);
            case CHECK ->
                constraint.sourceCheck() == null ? null : "NOT " + expression(table, constraint.sourceCheck());
            case FOREIGN_KEY -> orphans(table, constraint);
        };
    }

    /** For a unique index that is no constraint. */
    static String of(PlannedTable table, SqliteIndex index) {
        List<String> values =
                index.parts().stream().map(part -> value(table, part)).toList();
        return duplicates(table, values, index.where());
    }

    private static String value(PlannedTable table, SqliteIndex.Part part) {
        String column = part.column();
        if (column == null) {
            return expression(table, String.valueOf(part.expression()));
        }
        String value = function(RowFunctions.VALUE, table, column, Names.quoted(column));
        boolean text = table.column(column).orElseThrow().type().isText();
        return switch (text ? part.collation().toUpperCase(Locale.ROOT) : "") {
            case "NOCASE" -> "lower(" + value + ")";
            case "RTRIM" -> "rtrim(" + value + ", ' ')";
            default -> value;
        };
    }

    /** For rows that stay behind because their values do not fit; null where all do. */
    @Nullable
    String misfits(PlannedTable table) {
        List<String> misfits = new ArrayList<>();
        findings.getOrDefault(table.source.name(), TableFindings.NONE).gone().forEach((column, kinds) -> {
            String names =
                    kinds.stream().map(IssueKind::name).map(Violations::literal).collect(Collectors.joining(", "));
            misfits.add("coalesce("
                    + function(RowFunctions.MISFIT, table, column, of(table.source.name(), column)) + " IN (" + names
                    + "), 0)");
        });
        return misfits.isEmpty() ? null : String.join(" OR ", misfits);
    }

    /** Children whose parent is not there, or does not arrive; a key with a NULL in it has none. */
    private @Nullable String orphans(PlannedTable table, ConstraintPlan key) {
        PlannedTable parent = key.references() == null ? null : tables.get(key.references());
        if (parent == null) {
            return null;
        }
        List<String> children = table.sources(key.columns());
        List<String> parents = parent.sources(key.referenced());
        String child = table.source.name();
        boolean exact = children.stream().allMatch(column -> isExact(table, column))
                && parents.stream().allMatch(column -> isExact(parent, column));
        Function<String, String> from = exact
                ? column -> of(child, column)
                : column -> function(RowFunctions.VALUE, table, column, of(child, column));
        String known = known(children.stream().map(from).toList());
        if (!exact) {
            // No index has converted values, so they are gathered once.
            List<String> to = parents.stream()
                    .map(column -> function(RowFunctions.VALUE, parent, column, of(PARENT, column)))
                    .toList();
            return known + " AND "
                    + tuple(children.stream().map(from).toList()) + " NOT IN (SELECT " + String.join(", ", to)
                    + " FROM main." + Names.quoted(parent.source.name()) + " AS " + Names.quoted(PARENT) + " WHERE "
                    + known(to) + " AND " + arrives(parent) + ")";
        }
        String same = same(table, key, parent, child, PARENT);
        boolean ofItself = parent.target.equals(table.target);
        return known + " AND " + without(parent, same + " AND " + (ofItself ? stays(table) : arrives(parent)));
    }

    /** Whether SQLite finds equal in a column what PostgreSQL will, and a rule changes nothing. */
    private static boolean isExact(PlannedTable table, String column) {
        ColumnPlan plan = table.column(column).orElseThrow();
        return table.staysDistinct(plan) && table.isBinary(column) && plan.outcome() != Outcome.NULLIFY;
    }

    private static String known(List<String> values) {
        return values.stream().map(value -> value + " IS NOT NULL").collect(Collectors.joining(" AND "));
    }

    private static String without(PlannedTable parent, String condition) {
        return "NOT EXISTS (SELECT 1 FROM main." + Names.quoted(parent.source.name()) + " AS " + Names.quoted(PARENT)
                + " WHERE " + condition + ")";
    }

    private static String arrives(PlannedTable parent) {
        String absent = AbsentRows.ofTable(parent.source.name());
        String same = parent.keys.columns().stream()
                .map(column -> "absent." + Names.quoted(column) + " = " + of(PARENT, column))
                .collect(Collectors.joining(" AND "));
        return "NOT EXISTS (SELECT 1 FROM " + absent + " AS absent WHERE " + same + ")";
    }

    /** For a parent in the same table: all generations are followed at once, as a tree may be deep. */
    private static String stays(PlannedTable table) {
        String name = table.source.name();
        List<ConstraintPlan> own = table.constraints.stream()
                .filter(constraint -> table.target.equals(constraint.references()))
                .filter(constraint ->
                        table.sources(constraint.columns()).stream().allMatch(column -> isExact(table, column)))
                .filter(constraint ->
                        table.sources(constraint.referenced()).stream().allMatch(column -> isExact(table, column)))
                .toList();
        String keys = table.keys.list();
        String orphans = own.stream()
                .map(key -> known(table.sources(key.columns()).stream()
                                .map(column -> of(name, column))
                                .toList()) + " AND " + without(table, same(table, key, table, name, PARENT)))
                .collect(Collectors.joining(" OR "));
        StringBuilder query = new StringBuilder("WITH RECURSIVE " + Names.quoted(GONE) + "(" + keys + ") AS (SELECT "
                + keys + " FROM " + AbsentRows.ofTable(name) + " UNION SELECT " + keys + " FROM main."
                + Names.quoted(name) + " WHERE " + orphans);
        for (ConstraintPlan key : own) {
            query.append(" UNION SELECT ")
                    .append(String.join(", ", keys(table, name)))
                    .append(" FROM main." + Names.quoted(name) + " JOIN main." + Names.quoted(name) + " AS "
                            + Names.quoted(PARENT) + " ON ")
                    .append(same(table, key, table, name, PARENT))
                    .append(" JOIN " + Names.quoted(GONE) + " ON ")
                    .append(tuple(keys(table, PARENT)) + " = " + tuple(keys(table, GONE)));
        }
        return tuple(keys(table, PARENT)) + " NOT IN (" + query + ") SELECT " + keys + " FROM " + Names.quoted(GONE)
                + ")";
    }

    private static String same(
            PlannedTable table, ConstraintPlan key, PlannedTable parent, String childAlias, String parentAlias) {
        List<String> children = table.sources(key.columns());
        List<String> parents = parent.sources(key.referenced());
        return IntStream.range(0, children.size())
                .mapToObj(i -> of(parentAlias, parents.get(i)) + " = " + of(childAlias, children.get(i)))
                .collect(Collectors.joining(" AND "));
    }

    private static List<String> keys(PlannedTable table, String alias) {
        return table.keys.columns().stream().map(column -> of(alias, column)).toList();
    }

    private static String tuple(List<String> values) {
        return values.size() == 1 ? values.get(0) : "(" + String.join(", ", values) + ")";
    }

    /**
     * An expression over what rules and conversions make of the columns that it names. A comment at its end hides no bracket.
     */
    private static String expression(PlannedTable table, String sql) {
        Set<String> words = SqlTokens.of(sql).stream()
                .filter(SqlToken::mayBeName)
                .map(token -> token.text().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        List<ColumnPlan> named = table.columns.stream()
                .filter(column -> column.source() != null)
                .filter(column -> words.contains(String.valueOf(column.source()).toLowerCase(Locale.ROOT)))
                .toList();
        String bracketed = "(\n" + sql + "\n)";
        if (named.stream().noneMatch(Violations::becomesAnother)) {
            return bracketed;
        }
        String name = table.source.name();
        String converted = named.stream()
                .map(ColumnPlan::source)
                .map(String::valueOf)
                .map(column ->
                        function(RowFunctions.PLAIN, table, column, of(name, column)) + " AS " + Names.quoted(column))
                .collect(Collectors.joining(", "));
        return "(SELECT " + bracketed + " FROM (SELECT " + converted + ") AS " + Names.quoted(name) + ")";
    }

    /** Whether an expression may see another value in PostgreSQL than in SQLite. */
    private static boolean becomesAnother(ColumnPlan column) {
        Conversion conversion = column.conversion();
        PgType type = column.type();
        boolean ruled = !conversion.values().isEmpty()
                || conversion.cutTo() > 0
                || conversion.whenNull() != null
                || column.outcome() == Outcome.NULLIFY;
        return ruled || type.isTemporal() || type.base() == PgType.Base.BOOLEAN;
    }

    /** All rows but the first that have the same values. */
    private static @Nullable String unique(PlannedTable table, ConstraintPlan constraint) {
        List<String> columns = table.sources(constraint.columns());
        if (columns.size() < constraint.columns().size()) {
            return null;
        }
        List<String> values = columns.stream()
                .map(column -> function(RowFunctions.VALUE, table, column, Names.quoted(column)))
                .toList();
        return duplicates(table, values, null);
    }

    private static String duplicates(PlannedTable table, List<String> values, @Nullable String where) {
        String key = table.keys.list();
        String numbered = "SELECT " + key + ", row_number() OVER (PARTITION BY " + String.join(", ", values)
                + " ORDER BY " + key + ") AS \"longhaul place\" FROM main." + Names.quoted(table.source.name())
                + " WHERE " + known(values) + (where == null ? "" : " AND " + expression(table, where));
        return tuple(keys(table, table.source.name())) + " IN (SELECT " + key + " FROM (" + numbered
                + ") WHERE \"longhaul place\" > 1)";
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
