package io.longhaul.activities.relational;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.longhaul.activities.MigrationException;
import io.longhaul.activities.sqlite.SqliteColumn;
import io.longhaul.activities.sqlite.SqliteSchema;
import io.longhaul.activities.sqlite.SqliteTable;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.Nearest;
import io.longhaul.workflows.relational.RelationalSpec;
import io.longhaul.workflows.relational.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A spec's rules, to be asked by table and column. A rule that names a table goes before one for every table. */
final class RuleBook {

    private final RelationalSpec spec;
    private final Set<Rule> rules;

    private RuleBook(RelationalSpec spec) {
        this.spec = spec;
        // The same rule twice, as it was proposed for two issues, is one.
        this.rules = Set.copyOf(spec.rules());
    }

    /** @throws MigrationException INVALID_SPEC, with all that is wrong */
    static RuleBook of(RelationalSpec spec, SqliteSchema schema) {
        RuleBook book = new RuleBook(spec);
        List<String> problems = new ArrayList<>();
        Collection<String> tables =
                schema.tables().stream().map(SqliteTable::name).toList();
        spec.tables().stream()
                .filter(table -> schema.table(table).isEmpty())
                .forEach(table -> problems.add("there is no table " + table + ": " + Nearest.hint(table, tables)));
        spec.rules().stream().distinct().forEach(rule -> book.check(rule, schema, tables, problems));
        refuse(problems);
        return book;
    }

    static void refuse(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new MigrationException(FailureKind.INVALID_SPEC, String.join("; ", problems));
        }
    }

    private void check(Rule rule, SqliteSchema schema, Collection<String> tables, List<String> problems) {
        String name = name(rule);
        boolean every = rule.table().equals(Rule.EVERY);
        boolean view = schema.views().stream().anyMatch(known -> known.name().equalsIgnoreCase(rule.table()));
        if (view && rule instanceof Rule.LeaveOut && rule.column() == null && rule.constraint() == null) {
            return;
        }
        if (!every && schema.table(rule.table()).isEmpty()) {
            problems.add(name + ": there is no table " + rule.table() + ": " + Nearest.hint(rule.table(), tables));
            return;
        }
        String column = rule.column();
        List<SqliteTable> meant =
                every ? schema.tables() : schema.table(rule.table()).stream().toList();
        if (column != null) {
            boolean known =
                    meant.stream().anyMatch(table -> table.column(column).isPresent());
            boolean added = rule instanceof Rule.Add || (!every && isAdded(rule.table(), column));
            if (!known && !added) {
                Set<String> columns = new TreeSet<>();
                meant.forEach(table ->
                        table.columns().stream().map(SqliteColumn::name).forEach(columns::add));
                problems.add(
                        name + ": " + (every ? "no table has a column " : "table " + rule.table() + " has no column ")
                                + column + ": " + Nearest.hint(column, columns));
            } else if (known && rule instanceof Rule.Add) {
                problems.add(
                        name + ": table " + rule.table() + " has a column " + column + " already: add another name");
            }
        }
        if (column != null && rule.constraint() != null) {
            problems.add(name + ": it names a column and a constraint: name one of them");
        }
        if (rule instanceof Rule.Cast cast) {
            cast.formats().forEach(format -> formatProblem(name, format, problems));
        }
        boolean contradicted = rules.stream()
                .anyMatch(other -> !other.equals(rule) && subject(other).equals(subject(rule)) && clash(other, rule));
        if (contradicted) {
            problems.add(name + ": another rule for the same says otherwise: keep one of them");
        }
    }

    private static void formatProblem(String name, String format, List<String> problems) {
        try {
            TemporalFormat.of(format);
        } catch (IllegalArgumentException e) {
            problems.add(name + ": " + format
                    + " is no format: give iso, unix, unix-ms, julian, or a pattern as dd.MM.yyyy");
        }
    }

    private static boolean clash(Rule one, Rule two) {
        boolean outcomes = isOutcome(one) && isOutcome(two);
        boolean types = setsType(one) && setsType(two);
        return outcomes || types || one.getClass().equals(two.getClass());
    }

    private static boolean isOutcome(Rule rule) {
        return rule instanceof Rule.Drop || rule instanceof Rule.Quarantine || rule instanceof Rule.Nullify;
    }

    private static boolean setsType(Rule rule) {
        return rule instanceof Rule.SetType || rule instanceof Rule.Cast;
    }

    private static List<String> subject(Rule rule) {
        return List.of(lower(rule.table()), lower(rule.column()), lower(rule.constraint()));
    }

    private static String lower(@Nullable String name) {
        return name == null ? "" : name.toLowerCase(Locale.ROOT);
    }

    private boolean isAdded(String table, String column) {
        return added(table).stream().anyMatch(add -> add.column().equalsIgnoreCase(column));
    }

    /** How an error names a rule. */
    static String name(Rule rule) {
        String kind = rule.getClass().getAnnotation(JsonTypeName.class).value();
        String constraint = rule.constraint();
        String column = rule.column();
        return "rule " + kind + " of " + rule.table()
                + (column != null ? "." + column : constraint != null ? ", constraint " + constraint : "");
    }

    boolean acceptPartial() {
        return spec.acceptPartial();
    }

    boolean selects(String table) {
        return spec.tables().isEmpty() || spec.tables().stream().anyMatch(table::equalsIgnoreCase);
    }

    boolean leavesOut(String table) {
        return first(Rule.LeaveOut.class, table, rule -> rule.column() == null && rule.constraint() == null) != null;
    }

    boolean leavesOutConstraint(String table, String constraint) {
        return first(Rule.LeaveOut.class, table, rule -> constraint.equals(rule.constraint())) != null;
    }

    /** The rule of this kind for a column. */
    <R extends Rule> @Nullable R of(Class<R> kind, String table, String column) {
        return first(kind, table, rule -> column.equalsIgnoreCase(rule.column()));
    }

    Rule.@Nullable Rename rename(String table) {
        return first(Rule.Rename.class, table, rule -> rule.column() == null);
    }

    /** Columns to add, those for every table last. */
    List<Rule.Add> added(String table) {
        List<Rule.Add> added = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String scope : List.of(table, Rule.EVERY)) {
            spec.rules().stream()
                    .filter(rule -> rule instanceof Rule.Add && rule.table().equalsIgnoreCase(scope))
                    .map(Rule.Add.class::cast)
                    .filter(add -> names.add(lower(add.column())))
                    .forEach(added::add);
        }
        return added;
    }

    /** What becomes of rows whose value does not fit. */
    @Nullable
    Rule outcome(String table, String column) {
        return outcomeOf(table, rule -> column.equalsIgnoreCase(rule.column()));
    }

    /** What becomes of rows that break a constraint. */
    @Nullable
    Rule outcomeOfConstraint(String table, String constraint) {
        return outcomeOf(table, rule -> constraint.equals(rule.constraint()));
    }

    private @Nullable Rule outcomeOf(String table, Predicate<Rule> meant) {
        for (String scope : List.of(table, Rule.EVERY)) {
            for (Predicate<Rule> condition : List.of(meant, (Predicate<Rule>) RuleBook::isOfWholeTable)) {
                for (Rule rule : rules) {
                    if (isOutcome(rule) && rule.table().equalsIgnoreCase(scope) && condition.test(rule)) {
                        return rule;
                    }
                }
            }
        }
        return null;
    }

    private static boolean isOfWholeTable(Rule rule) {
        return rule.column() == null && rule.constraint() == null;
    }

    Outcome asOutcome(@Nullable Rule rule) {
        if (rule == null) {
            return spec.acceptPartial() ? Outcome.ACCEPT_PARTIAL : Outcome.STOP;
        }
        if (rule instanceof Rule.Nullify) {
            return Outcome.NULLIFY;
        }
        return rule instanceof Rule.Drop ? Outcome.DROP : Outcome.QUARANTINE;
    }

    /** Constraints that rules name, to be compared with those that there are. */
    List<Rule> ofConstraints() {
        return spec.rules().stream().filter(rule -> rule.constraint() != null).toList();
    }

    private <R extends Rule> @Nullable R first(Class<R> kind, String table, Predicate<R> meant) {
        for (String scope : List.of(table, Rule.EVERY)) {
            for (Rule rule : spec.rules()) {
                if (kind.isInstance(rule) && rule.table().equalsIgnoreCase(scope) && meant.test(kind.cast(rule))) {
                    return kind.cast(rule);
                }
            }
        }
        return null;
    }
}
