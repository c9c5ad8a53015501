package io.longhaul.activities.relational;

import io.longhaul.activities.sqlite.RowKeys;
import io.longhaul.activities.sqlite.SqliteSchema;
import io.longhaul.activities.sqlite.SqliteTable;
import io.longhaul.workflows.engine.Nearest;
import io.longhaul.workflows.relational.IssueKind;
import io.longhaul.workflows.relational.RelationalSpec;
import io.longhaul.workflows.relational.Rule;
import io.longhaul.workflows.relational.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides what a database becomes, from its schema, the spec and what was found in its rows. */
final class Planner {

    /** @param issues of the schema itself; those of rows are a discovery's */
    record Planned(TargetPlan plan, Map<String, PlannedTable> tables, List<Issue> issues) {
        PlannedTable table(TablePlan table) {
            return require(tables.get(table.source().toLowerCase(Locale.ROOT)));
        }
    }

    private final SqliteSchema schema;
    private final RelationalSpec spec;
    private final RuleBook book;
    private final Map<String, TableFindings> findings;
    private final @Nullable EditedTarget edited;
    private final Issues issues = new Issues();
    private final Relations relations = new Relations();
    private final List<String> problems = new ArrayList<>();
    private final Map<String, PlannedTable> tables = new LinkedHashMap<>();

    /**
     * @param findings by SQLite's names of tables; empty before anything was read
     * @param edited what the user's own DDL makes, whose types are in the spec's rules; null for none
     */
    Planner(
            SqliteSchema schema,
            RelationalSpec spec,
            Map<String, TableFindings> findings,
            @Nullable EditedTarget edited) {
        this.schema = schema;
        this.spec = spec;
        this.book = RuleBook.of(spec, schema);
        this.findings = findings;
        this.edited = edited;
    }

    Planned plan() {
        schema.tables().forEach(this::columns);
        // What the user has taken out of the DDL is no issue any more.
        ConstraintPlanner constraints =
                new ConstraintPlanner(book, tables, findings, relations, edited == null ? issues : new Issues());
        tables.values().forEach(constraints::keysChecksAndIndexes);
        tables.values().forEach(constraints::foreignKeys);
        if (edited != null) {
            new EditedConstraints(edited, spec, tables, book, issues).replace();
        }
        Violations violations = new Violations(tables, findings);
        tables.values().forEach(table -> constraints.violations(table, violations));
        requireConstraintsOfRules();
        RuleBook.refuse(problems);
        List<ViewPlan> views = edited == null ? views() : List.of();
        List<TriggerPlan> triggers = triggers();
        TargetPlan plan = new TargetPlan(
                spec.schema(),
                spec.quarantine(),
                ordered(),
                views,
                edited == null ? triggers : List.of(),
                edited == null ? null : edited.ddl());
        return new Planned(plan, tables, issues.sorted());
    }

    private void columns(SqliteTable table) {
        if (table.kind() == SqliteTable.Kind.SHADOW || !book.selects(table.name()) || book.leavesOut(table.name())) {
            return;
        }
        if (table.kind() == SqliteTable.Kind.VIRTUAL) {
            issues.decision(
                    IssueKind.VIRTUAL_TABLE,
                    table.name(),
                    null,
                    null,
                    "it belongs to a module of SQLite, such as full-text search, that PostgreSQL does not have; its rows are"
                            + " nowhere else, unless it was made over another table",
                    new Rule.LeaveOut(table.name(), null, null));
            return;
        }
        if (findings.getOrDefault(table.name(), TableFindings.NONE).damaged()) {
            return;
        }
        RowKeys keys = RowKeys.of(table);
        if (keys == null) {
            issues.decision(
                    IssueKind.UNREADABLE_TABLE,
                    table.name(),
                    null,
                    null,
                    "columns hide every name of its rowid (rowid, _rowid_, oid), so that no batch can be read by it",
                    new Rule.LeaveOut(table.name(), null, null));
            return;
        }
        String target = target(table);
        if (table.withoutRowid()) {
            issues.note(
                    IssueKind.WITHOUT_ROWID,
                    table.name(),
                    null,
                    Severity.LOW,
                    "it is read by its primary key; in PostgreSQL it is a table as any other");
        }
        TableFindings found = findings.getOrDefault(table.name(), TableFindings.NONE);
        ColumnPlanner planner = new ColumnPlanner(table, target, book, found, issues, problems);
        List<ColumnPlan> columns = edited == null ? planner.plan() : edited.columns(target, planner.plan(), problems);
        tables.put(
                table.name().toLowerCase(Locale.ROOT),
                new PlannedTable(table, target, keys, columns, planner.scope(columns, true)));
    }

    private String target(SqliteTable table) {
        Rule.Rename rename = book.rename(table.name());
        String target = PgNames.fitting(rename == null ? table.name() : rename.to());
        if (!relations.take(target)) {
            problems.add("two tables would be called " + target + ": rename one of them");
        }
        issues.noteName(table.name(), null, table.name(), target, rename != null);
        return target;
    }

    private void requireConstraintsOfRules() {
        for (Rule rule : book.ofConstraints()) {
            String name = rule.constraint();
            PlannedTable table = tables.get(rule.table().toLowerCase(Locale.ROOT));
            // One that is left out is not planned any more.
            if (name == null || rule instanceof Rule.LeaveOut || table == null) {
                continue;
            }
            Set<String> names = new LinkedHashSet<>();
            table.plan().guarantees().forEach(guarantee -> names.add(guarantee.name()));
            if (!names.contains(name)) {
                problems.add(RuleBook.name(rule) + ": there is no such constraint: " + Nearest.hint(name, names));
            }
        }
    }

    private List<TablePlan> ordered() {
        Map<String, List<String>> parents = new LinkedHashMap<>();
        Map<String, TablePlan> plans = new LinkedHashMap<>();
        for (PlannedTable table : tables.values()) {
            plans.put(table.target, table.plan());
            parents.put(
                    table.target,
                    table.constraints.stream()
                            .map(ConstraintPlan::references)
                            .filter(parent -> parent != null)
                            .toList());
        }
        TableOrder order = TableOrder.of(parents);
        for (String table : order.cyclic()) {
            TablePlan plan = require(plans.get(table));
            issues.note(
                    IssueKind.TABLE_CYCLE,
                    plan.source(),
                    null,
                    Severity.LOW,
                    "it refers to itself through others (" + String.join(", ", order.cyclic())
                            + "), so no order of copying has parents first: foreign keys are made after the copy");
        }
        return order.tables().stream().map(name -> require(plans.get(name))).toList();
    }

    private static <T> T require(@Nullable T planned) {
        if (planned == null) {
            throw new IllegalStateException("a table was asked for that was not planned");
        }
        return planned;
    }

    private List<ViewPlan> views() {
        List<ViewPlan> views = new ArrayList<>();
        for (SqliteSchema.View view : schema.views()) {
            if (book.leavesOut(view.name())) {
                continue;
            }
            ViewPlan translated =
                    ViewTranslator.translate(view, spec.schema(), tables).orElse(null);
            if (translated != null && relations.take(translated.name())) {
                views.add(translated);
                issues.note(IssueKind.VIEW, view.name(), null, Severity.LOW, "the view is made by the same query");
            } else {
                issues.note(
                        IssueKind.VIEW,
                        view.name(),
                        null,
                        Severity.MED,
                        "the view's query has no certain counterpart: make it by hand");
            }
        }
        return views;
    }

    private List<TriggerPlan> triggers() {
        List<TriggerPlan> triggers = new ArrayList<>();
        for (SqliteSchema.Trigger trigger : schema.triggers()) {
            PlannedTable table = tables.get(trigger.table().toLowerCase(Locale.ROOT));
            // Which of several comes first is not said, and one may set off another.
            boolean alone = schema.triggers().stream()
                            .filter(other -> other.table().equalsIgnoreCase(trigger.table()))
                            .count()
                    == 1;
            TriggerPlan translated = table == null || !alone
                    ? null
                    : TriggerTranslator.translate(trigger, table).orElse(null);
            if (translated != null) {
                triggers.add(translated);
            }
            issues.noteConstraint(
                    IssueKind.TRIGGER,
                    trigger.table(),
                    null,
                    trigger.name(),
                    translated == null ? Severity.MED : Severity.LOW,
                    translated == null
                            ? "what this trigger does has no certain counterpart in PostgreSQL: make it by hand"
                            : "it sets columns of the row that is updated; PostgreSQL does that before the row is written");
        }
        return triggers;
    }
}
