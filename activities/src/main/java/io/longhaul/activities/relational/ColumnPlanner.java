package io.longhaul.activities.relational;

import io.longhaul.activities.sqlite.SqliteColumn;
import io.longhaul.activities.sqlite.SqliteTable;
import io.longhaul.workflows.relational.IssueKind;
import io.longhaul.workflows.relational.PgType;
import io.longhaul.workflows.relational.Rule;
import io.longhaul.workflows.relational.Severity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plans the columns of one table. */
final class ColumnPlanner {

    private final SqliteTable table;
    private final String target;
    private final RuleBook book;
    private final TableFindings findings;
    private final Issues issues;
    private final List<String> problems;

    ColumnPlanner(
            SqliteTable table,
            String target,
            RuleBook book,
            TableFindings findings,
            Issues issues,
            List<String> problems) {
        this.table = table;
        this.target = target;
        this.book = book;
        this.findings = findings;
        this.issues = issues;
        this.problems = problems;
    }

    List<ColumnPlan> plan() {
        List<ColumnPlan> columns = new ArrayList<>();
        for (SqliteColumn column : table.columns()) {
            if (book.of(Rule.LeaveOut.class, table.name(), column.name()) == null) {
                columns.add(plan(column));
            }
        }
        book.added(table.name()).forEach(add -> columns.add(added(add)));
        requireDistinct(columns);
        return withGenerated(columns);
    }

    private ColumnPlan plan(SqliteColumn column) {
        String name = column.name();
        PgType type = type(column);
        Rule.Rename rename = book.of(Rule.Rename.class, table.name(), name);
        String target = target(name, rename);
        issues.noteName(table.name(), name, name, target, rename != null);
        boolean alias = name.equals(table.rowidAlias());
        if (!column.collation().equals(SqliteColumn.BINARY) && type.isText()) {
            issues.note(
                    IssueKind.COLLATION,
                    table.name(),
                    name,
                    Severity.MED,
                    "SQLite compares it by " + column.collation()
                            + ", PostgreSQL byte by byte: searches that rely on that need lower(), an ICU collation or citext");
        }
        return new ColumnPlan(
                name,
                target,
                type,
                takesNoNull(column),
                conversion(column, type),
                outcome(column),
                defaultSql(column, type),
                null,
                alias && type.isInteger());
    }

    private String target(String column, Rule.@Nullable Rename rename) {
        String target = PgNames.fitting(rename == null ? column : rename.to());
        if (!PgNames.isSystemColumn(target)) {
            return target;
        }
        if (rename != null) {
            problems.add(RuleBook.name(rename) + ": every table of PostgreSQL has a column " + target
                    + " of its own: give another name");
            return target;
        }
        String other = target + "_";
        issues.decision(
                IssueKind.RESERVED_NAME,
                table.name(),
                column,
                null,
                "every table of PostgreSQL has a column " + target + " of its own: it becomes " + other,
                new Rule.Rename(table.name(), column, other));
        return other;
    }

    /** SQLite lets a primary key be NULL; where it is left out, its columns go on to take what they took. */
    private boolean takesNoNull(SqliteColumn column) {
        boolean ofKey = column.key() > 0
                && (column.name().equals(table.rowidAlias())
                        || !book.leavesOutConstraint(table.name(), PgNames.fitting(target + "_pkey")));
        return column.notNull() || ofKey;
    }

    private PgType type(SqliteColumn column) {
        Rule.SetType set = book.of(Rule.SetType.class, table.name(), column.name());
        Rule.Cast cast = book.of(Rule.Cast.class, table.name(), column.name());
        // Of a rule for this table and one for every table, the former says.
        if (cast != null && (set == null || set.table().equals(Rule.EVERY))) {
            return cast.type();
        }
        if (set != null) {
            return set.type();
        }
        PgType found = findings.types().get(column.name());
        return found != null ? found : Declared.type(column.declared()).orElse(PgType.TEXT);
    }

    private Conversion conversion(SqliteColumn declared, PgType type) {
        String column = declared.name();
        Rule.Cast cast = book.of(Rule.Cast.class, table.name(), column);
        Rule.MapValues map = book.of(Rule.MapValues.class, table.name(), column);
        Rule.Truncate truncate = book.of(Rule.Truncate.class, table.name(), column);
        Rule.Default whenNull = whenNull(declared);
        Conversion conversion = new Conversion(
                type,
                cast == null || !type.isTemporal() ? List.of() : cast.formats(),
                map == null ? Map.of() : map.values(),
                truncate == null ? 0 : cutTo(truncate, type),
                whenNull == null ? null : whenNull.value());
        if (whenNull != null) {
            requireFits(whenNull, whenNull.value(), conversion);
        }
        if (map != null) {
            map.values().values().stream()
                    .filter(value -> value != null)
                    .forEach(value -> requireFits(map, value, conversion));
        }
        return conversion;
    }

    /** A column that takes NULL keeps its own, unless a rule names its table. */
    private Rule.@Nullable Default whenNull(SqliteColumn column) {
        Rule.Default rule = book.of(Rule.Default.class, table.name(), column.name());
        boolean meant = rule != null && (!rule.table().equals(Rule.EVERY) || takesNoNull(column));
        return meant ? rule : null;
    }

    private Outcome outcome(SqliteColumn column) {
        Rule rule = book.outcome(table.name(), column.name());
        if (rule instanceof Rule.Nullify && takesNoNull(column)) {
            problems.add(RuleBook.name(rule) + ": the column takes no NULL: quarantine its rows, or give a default");
        }
        return book.asOutcome(rule);
    }

    private int cutTo(Rule.Truncate truncate, PgType type) {
        Integer length = truncate.length();
        boolean cut = type.isText() || type.isTemporal() || type.base() == PgType.Base.NUMERIC;
        if (!cut && !truncate.table().equals(Rule.EVERY)) {
            problems.add(RuleBook.name(truncate) + ": values of type " + type
                    + " can't be cut: quarantine what does not fit, or widen the type");
        } else if (length != null && cut && !type.isText()) {
            problems.add(RuleBook.name(truncate) + ": a length is for texts, and " + type
                    + " is cut to its own precision: leave the length out");
        }
        if (length != null) {
            return length;
        }
        if (type.isText() && type.size() == 0) {
            problems.add(RuleBook.name(truncate) + ": type " + type + " has no length to cut to: give a length");
        }
        return Math.max(1, type.size());
    }

    private void requireFits(Rule rule, String value, Conversion conversion) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        IssueKind problem = ValueWriter.of(conversion).text(utf8, new PgBinary(0));
        if (problem != null) {
            problems.add(RuleBook.name(rule) + ": " + value + " is no value of type " + conversion.type() + " ("
                    + problem.words() + ")");
        }
    }

    private @Nullable String defaultSql(SqliteColumn column, PgType type) {
        String declared = column.defaultSql();
        if (declared == null || column.generated()) {
            return null;
        }
        String translated = Defaults.translate(declared, type).orElse(null);
        if (translated == null) {
            issues.note(
                    IssueKind.DEFAULT_NOT_TRANSLATED,
                    table.name(),
                    column.name(),
                    Severity.MED,
                    "its default has no certain counterpart of type " + type
                            + ": new rows need a value from the application, or a default set by hand");
        }
        return translated;
    }

    private ColumnPlan added(Rule.Add add) {
        Conversion conversion = new Conversion(add.type(), List.of(), Map.of(), 0, add.value());
        requireFits(add, add.value(), conversion);
        return new ColumnPlan(
                null,
                PgNames.fitting(add.column()),
                add.type(),
                true,
                conversion,
                book.asOutcome(null),
                null,
                null,
                false);
    }

    private void requireDistinct(List<ColumnPlan> columns) {
        Set<String> taken = new HashSet<>();
        for (ColumnPlan column : columns) {
            if (!taken.add(column.target())) {
                problems.add("table " + target + " would have two columns " + column.target() + ": rename one of them");
            }
        }
    }

    /** Expressions refer to the other columns, so they come when all are planned. */
    private List<ColumnPlan> withGenerated(List<ColumnPlan> columns) {
        Translator.Scope scope = scope(columns, false);
        List<ColumnPlan> all = new ArrayList<>();
        for (ColumnPlan column : columns) {
            SqliteColumn declared = column.source() == null
                    ? null
                    : table.column(column.source()).orElse(null);
            String expression = declared == null ? null : declared.generatedSql();
            if (expression == null) {
                all.add(column);
                continue;
            }
            String translated =
                    Translator.value(expression, scope, column.type()).orElse(null);
            issues.note(
                    IssueKind.GENERATED_COLUMN,
                    table.name(),
                    column.source(),
                    translated == null ? Severity.MED : Severity.LOW,
                    translated == null
                            ? "its expression has no certain counterpart: its values are copied, and no longer follow the others"
                            : "PostgreSQL computes it by the same expression, and stores it");
            all.add(new ColumnPlan(
                    column.source(),
                    column.target(),
                    column.type(),
                    column.notNull(),
                    column.conversion(),
                    column.outcome(),
                    null,
                    translated,
                    false));
        }
        return all;
    }

    /** The table's columns by SQLite's names, for expressions. */
    Translator.Scope scope(List<ColumnPlan> columns, boolean withGenerated) {
        Map<String, Translator.Column> known = new HashMap<>();
        for (ColumnPlan column : columns) {
            SqliteColumn declared = column.source() == null
                    ? null
                    : table.column(column.source()).orElse(null);
            if (declared != null && (withGenerated || !declared.generated())) {
                known.put(
                        declared.name().toLowerCase(Locale.ROOT),
                        new Translator.Column(
                                PgNames.quoted(column.target()),
                                column.type(),
                                declared.collation().equals(SqliteColumn.BINARY)));
            }
        }
        return (of, name) ->
                of == null || of.equalsIgnoreCase(table.name()) ? known.get(name.toLowerCase(Locale.ROOT)) : null;
    }
}
