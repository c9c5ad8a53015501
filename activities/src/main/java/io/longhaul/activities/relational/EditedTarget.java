package io.longhaul.activities.relational;

import io.longhaul.workflows.relational.PgType;
import io.longhaul.workflows.relational.RelationalSpec;
import io.longhaul.workflows.relational.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL makes of a user's own DDL. A plan takes from it each column's type, nullability and default, and all
 * constraints and indexes; where rows go to, and by which rules, it decides as ever.
 */
public record EditedTarget(EditedDdl ddl, List<Table> tables) {

    /** @param constraints without what becomes of rows that break them, which rules say */
    public record Table(String name, List<Column> columns, List<ConstraintPlan> constraints, List<IndexPlan> indexes) {

        Optional<Column> column(String name) {
            return columns.stream().filter(column -> column.name().equals(name)).findFirst();
        }
    }

    /**
     * A column.
     *
     * @param type as PostgreSQL writes it
     * @param defaultSql null for none
     * @param generatedSql null where rows bring values
     */
    public record Column(
            String name,
            String type,
            boolean notNull,
            @Nullable String defaultSql,
            @Nullable String generatedSql,
            boolean identity) {

        boolean fillsItself() {
            return !notNull || defaultSql != null || generatedSql != null || identity;
        }
    }

    public EditedTarget {
        tables = List.copyOf(tables);
    }

    Optional<Table> table(String name) {
        return tables.stream().filter(table -> table.name().equals(name)).findFirst();
    }

    /**
     * The spec with its types: discovery judges and converts by them.
     *
     * @param draft the plan without it
     * @throws io.longhaul.activities.MigrationException with all that the migration could not fill
     */
    RelationalSpec types(RelationalSpec spec, TargetPlan draft) {
        List<Rule> rules = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (TablePlan planned : draft.tables()) {
            Optional<Table> made = table(planned.target());
            if (made.isEmpty()) {
                problems.add(
                        "it makes no table " + planned.target() + ": put it back, or leave it out by a rule {table: "
                                + planned.source() + ", rule: leave-out}");
                continue;
            }
            for (ColumnPlan column : planned.columns()) {
                rule(spec, planned, column, made.get(), problems).ifPresent(rules::add);
            }
            unfilled(planned, made.get(), problems);
        }
        if (!problems.isEmpty()) {
            throw EditedDdl.refused(
                    String.valueOf(spec.ddl() == null ? "" : spec.ddl().file()) + " does not fit the migration: "
                            + String.join("; ", problems));
        }
        // Those of the spec come last: one that says nothing of a type is about values, as a cast with its formats.
        rules.addAll(spec.rules().stream()
                .filter(rule -> !(rule instanceof Rule.SetType))
                .toList());
        return spec.with(rules);
    }

    private static Optional<Rule> rule(
            RelationalSpec spec, TablePlan planned, ColumnPlan column, Table made, List<String> problems) {
        String name = planned.target() + "." + column.target();
        Optional<Column> found = made.column(column.target());
        String source = column.source();
        if (found.isEmpty()) {
            problems.add("it makes no column " + name + ": put it back, or leave it out by a rule {table: "
                    + planned.source() + ", column: " + (source == null ? column.target() : source)
                    + ", rule: leave-out}");
            return Optional.empty();
        }
        PgType type;
        try {
            type = PgType.parse(found.get().type());
        } catch (IllegalArgumentException e) {
            problems.add("column " + name + " is of type " + found.get().type() + ", into which nothing is converted: "
                    + e.getMessage());
            return Optional.empty();
        }
        boolean cast = rules(spec, Rule.Cast.class, planned, source);
        if ((source == null || cast || rules(spec, Rule.SetType.class, planned, source))
                && !type.equals(column.type())) {
            problems.add("column " + name + " is of type " + type + ", and a rule makes it " + column.type()
                    + ": let both say the same");
            return Optional.empty();
        }
        return source == null || cast
                ? Optional.empty()
                : Optional.of(new Rule.SetType(planned.source(), source, type));
    }

    private static boolean rules(
            RelationalSpec spec, Class<? extends Rule> kind, TablePlan planned, @Nullable String source) {
        return source != null
                && spec.rules().stream()
                        .anyMatch(rule -> kind.isInstance(rule)
                                && (rule.table().equalsIgnoreCase(planned.source())
                                        || rule.table().equals(Rule.EVERY))
                                && source.equalsIgnoreCase(rule.column()));
    }

    private static void unfilled(TablePlan planned, Table made, List<String> problems) {
        Set<String> filled = new HashSet<>();
        planned.columns().forEach(column -> filled.add(column.target()));
        for (Column column : made.columns()) {
            if (!filled.contains(column.name()) && !column.fillsItself()) {
                problems.add("column " + made.name() + "." + column.name()
                        + " takes no NULL, and no row brings a value for it: give it a default, or add it by a rule");
            }
        }
    }

    /** Columns as they will be. */
    List<ColumnPlan> columns(String table, List<ColumnPlan> planned, List<String> problems) {
        Table made = table(table).orElseThrow();
        List<ColumnPlan> columns = new ArrayList<>();
        for (ColumnPlan column : planned) {
            Column is = made.column(column.target()).orElseThrow();
            if (is.notNull() && column.outcome() == Outcome.NULLIFY) {
                problems.add("rule nullify of " + table + "." + column.target()
                        + ": the DDL lets it take no NULL: quarantine its rows, or give a default");
            }
            columns.add(new ColumnPlan(
                    column.source(),
                    column.target(),
                    column.type(),
                    is.notNull(),
                    column.conversion(),
                    column.outcome(),
                    is.defaultSql(),
                    is.generatedSql(),
                    is.identity()));
        }
        return columns;
    }
}
