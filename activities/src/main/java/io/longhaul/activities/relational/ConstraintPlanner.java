package io.longhaul.activities.relational;

import io.longhaul.activities.sqlite.SqlTokens;
import io.longhaul.activities.sqlite.SqliteCheck;
import io.longhaul.activities.sqlite.SqliteColumn;
import io.longhaul.activities.sqlite.SqliteForeignKey;
import io.longhaul.activities.sqlite.SqliteIndex;
import io.longhaul.workflows.relational.IssueKind;
import io.longhaul.workflows.relational.PgType;
import io.longhaul.workflows.relational.Rule;
import io.longhaul.workflows.relational.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plans keys, uniqueness, checks, indexes and foreign keys, when the columns of all tables are planned. */
final class ConstraintPlanner {

    private final RuleBook book;
    private final Map<String, PlannedTable> tables;
    private final Map<String, TableFindings> findings;
    private final Relations relations;
    private final Issues issues;

    /** @param tables by SQLite's names in lower case */
    ConstraintPlanner(
            RuleBook book,
            Map<String, PlannedTable> tables,
            Map<String, TableFindings> findings,
            Relations relations,
            Issues issues) {
        this.book = book;
        this.tables = tables;
        this.findings = findings;
        this.relations = relations;
        this.issues = issues;
    }

    void keysChecksAndIndexes(PlannedTable table) {
        primaryKey(table);
        for (SqliteIndex index : table.source.indexes()) {
            if (index.origin() != SqliteIndex.Origin.PRIMARY_KEY) {
                index(table, index);
            }
        }
        Relations names = new Relations();
        table.constraints.forEach(constraint -> names.take(constraint.name()));
        table.source.checks().forEach(check -> check(table, check, names));
    }

    private void primaryKey(PlannedTable table) {
        List<String> key = table.source.primaryKey();
        if (key.isEmpty()) {
            issues.note(
                    IssueKind.NO_KEY,
                    table.source.name(),
                    null,
                    Severity.MED,
                    "its rows are told apart by SQLite's rowid, which PostgreSQL does not have: the target gets no primary key");
            return;
        }
        String name = table.target + "_pkey";
        List<String> columns = table.targets(key);
        if (columns == null || book.leavesOutConstraint(table.source.name(), PgNames.fitting(name))) {
            return;
        }
        unique(table, ConstraintPlan.Kind.PRIMARY_KEY, name, columns);
        for (SqliteIndex index : table.source.indexes()) {
            if (index.origin() == SqliteIndex.Origin.PRIMARY_KEY) {
                caseless(table, index, name);
            }
        }
    }

    private void unique(PlannedTable table, ConstraintPlan.Kind kind, String wanted, List<String> columns) {
        String name = relations.free(wanted);
        table.indexed.put(name, columns);
        table.constraints.add(new ConstraintPlan(
                kind,
                name,
                columns,
                null,
                List.of(),
                "",
                null,
                null,
                null,
                book.asOutcome(book.outcomeOfConstraint(table.source.name(), name))));
    }

    /** Says of what rows break which those are; when all tables have all of theirs. */
    void violations(PlannedTable table, Violations violations) {
        Set<String> broken =
                findings.getOrDefault(table.source.name(), TableFindings.NONE).broken();
        table.constraints.replaceAll(constraint -> broken.contains(constraint.name())
                ? constraint.withViolations(violations.of(table, constraint))
                : constraint);
        table.indexes.replaceAll(index ->
                broken.contains(index.name()) ? index.withViolations(table.duplicates.get(index.name())) : index);
        boolean parent = tables.values().stream()
                .flatMap(other -> other.constraints.stream())
                .anyMatch(constraint -> table.target.equals(constraint.references()));
        table.misfits = parent ? violations.misfits(table) : null;
    }

    private void index(PlannedTable table, SqliteIndex index) {
        boolean constraint = index.origin() == SqliteIndex.Origin.UNIQUE;
        if (index.unique() && index.plain()) {
            List<String> columns = table.targets(index.columns());
            String wanted = constraint && columns != null
                    ? table.target + "_" + String.join("_", columns) + "_key"
                    : index.name();
            if (columns == null || book.leavesOutConstraint(table.source.name(), PgNames.fitting(wanted))) {
                return;
            }
            unique(table, ConstraintPlan.Kind.UNIQUE, wanted, columns);
            caseless(table, index, wanted);
            return;
        }
        if (book.leavesOutConstraint(table.source.name(), index.name())) {
            return;
        }
        String definition = definition(table, index);
        if (definition == null) {
            issues.noteConstraint(
                    IssueKind.INDEX_NOT_TRANSLATED,
                    table.source.name(),
                    null,
                    index.name(),
                    Severity.MED,
                    index.unique()
                            ? "the unique index has no certain counterpart: what it guarantees must be made by hand"
                            : "the index has no certain counterpart: queries that used it may be slow");
            return;
        }
        add(table, index, index.name(), index.unique(), definition);
    }

    private void add(PlannedTable table, SqliteIndex index, String wanted, boolean unique, String definition) {
        String source = table.source.name();
        String name = relations.free(wanted);
        if (book.leavesOutConstraint(source, name)) {
            return;
        }
        table.indexes.add(
                new IndexPlan(name, unique, definition, null, book.asOutcome(book.outcomeOfConstraint(source, name))));
        List<String> columns = table.targets(index.columns());
        table.indexed.put(name, columns == null ? List.of() : columns);
        boolean sure = index.plain()
                && index.columns().stream()
                        .allMatch(column ->
                                table.staysDistinct(table.column(column).orElseThrow()));
        if (unique && !sure) {
            table.duplicates.put(name, Violations.of(table, index));
        }
    }

    /** Uniqueness that ignores the case of ASCII: the "C" collation knows no other letters. */
    private void caseless(PlannedTable table, SqliteIndex index, String name) {
        if (index.parts().stream().allMatch(part -> part.collation().equalsIgnoreCase(SqliteColumn.BINARY))) {
            return;
        }
        String definition = definition(table, index);
        if (definition != null && definition.contains("COLLATE \"C\"")) {
            add(table, index, name + "_nocase", true, definition);
        }
    }

    private @Nullable String definition(PlannedTable table, SqliteIndex index) {
        List<String> parts = new ArrayList<>();
        for (SqliteIndex.Part part : index.parts()) {
            String sql = part(table, part);
            if (sql == null) {
                return null;
            }
            parts.add(sql + (part.descending() ? " DESC" : ""));
        }
        String list = "(" + String.join(", ", parts) + ")";
        String where = index.where();
        if (where == null) {
            return list;
        }
        return Translator.condition(where, table.scope)
                .map(condition -> list + " WHERE " + condition)
                .orElse(null);
    }

    private static @Nullable String part(PlannedTable table, SqliteIndex.Part part) {
        String expression = part.expression();
        if (expression != null) {
            return Translator.value(SqlTokens.of(expression), table.scope)
                    .map(sql -> "(" + sql + ")")
                    .orElse(null);
        }
        ColumnPlan column =
                part.column() == null ? null : table.column(part.column()).orElse(null);
        if (column == null) {
            return null;
        }
        String name = PgNames.quoted(column.target());
        if (!column.type().isText()) {
            return name;
        }
        return switch (part.collation().toUpperCase(Locale.ROOT)) {
            case SqliteColumn.BINARY -> name;
            case "NOCASE" -> "(lower(" + name + " COLLATE \"C\"))";
            case "RTRIM" -> "(rtrim(" + name + " COLLATE \"C\", ' '))";
            default -> null;
        };
    }

    private void check(PlannedTable table, SqliteCheck check, Relations names) {
        String declared = check.name();
        ColumnPlan column =
                check.column() == null ? null : table.column(check.column()).orElse(null);
        String wanted =
                declared != null ? declared : table.target + (column == null ? "" : "_" + column.target()) + "_check";
        String name = names.free(wanted);
        if (book.leavesOutConstraint(table.source.name(), name)) {
            return;
        }
        String translated =
                Translator.condition(check.expression(), table.scope).orElse(null);
        if (translated == null) {
            issues.noteConstraint(
                    IssueKind.CHECK_NOT_TRANSLATED,
                    table.source.name(),
                    check.column(),
                    name,
                    Severity.MED,
                    "its condition has no certain counterpart: PostgreSQL will not check it");
            return;
        }
        table.constraints.add(new ConstraintPlan(
                ConstraintPlan.Kind.CHECK,
                name,
                List.of(),
                null,
                List.of(),
                "",
                translated,
                check.expression(),
                null,
                book.asOutcome(book.outcomeOfConstraint(table.source.name(), name))));
    }

    void foreignKeys(PlannedTable table) {
        Relations names = new Relations();
        table.constraints.forEach(constraint -> names.take(constraint.name()));
        table.source.foreignKeys().forEach(key -> foreignKey(table, key, names));
    }

    private void foreignKey(PlannedTable table, SqliteForeignKey key, Relations names) {
        List<String> columns = table.targets(key.columns());
        String declared = key.name();
        String wanted = declared != null
                ? declared
                : table.target + "_" + String.join("_", columns == null ? key.columns() : columns) + "_fkey";
        String name = names.free(wanted);
        String source = table.source.name();
        if (columns == null || book.leavesOutConstraint(source, name)) {
            return;
        }
        String all = String.join(",", key.columns());
        PlannedTable parent = tables.get(key.parent().toLowerCase(Locale.ROOT));
        if (parent == null && book.leavesOut(key.parent())) {
            issues.noteConstraint(
                    IssueKind.BROKEN_FOREIGN_KEY,
                    source,
                    all,
                    name,
                    Severity.MED,
                    "table " + key.parent() + " is left out, and so is the foreign key to it");
            return;
        }
        List<String> referenced =
                key.referenced().isEmpty() && parent != null ? parent.source.primaryKey() : key.referenced();
        String fault = parent == null
                ? "it refers to table " + key.parent() + ", which is not migrated or not there"
                : fault(table, key, parent, referenced);
        if (fault != null || parent == null) {
            issues.decision(
                    IssueKind.BROKEN_FOREIGN_KEY,
                    source,
                    all,
                    name,
                    fault + ": PostgreSQL refuses such a foreign key",
                    new Rule.LeaveOut(source, null, name));
            return;
        }
        table.constraints.add(new ConstraintPlan(
                ConstraintPlan.Kind.FOREIGN_KEY,
                name,
                columns,
                parent.target,
                parent.targets(referenced) == null ? List.of() : List.copyOf(parent.targets(referenced)),
                actions(key),
                null,
                null,
                null,
                book.asOutcome(book.outcomeOfConstraint(source, name))));
    }

    private static @Nullable String fault(
            PlannedTable table, SqliteForeignKey key, PlannedTable parent, List<String> referenced) {
        List<String> targets = parent.targets(referenced);
        String to = key.parent() + " (" + String.join(", ", referenced) + ")";
        if (targets == null || referenced.size() != key.columns().size()) {
            return "it refers to " + to + ", which is not there";
        }
        boolean unique = parent.constraints.stream()
                .filter(constraint -> constraint.kind() == ConstraintPlan.Kind.PRIMARY_KEY
                        || constraint.kind() == ConstraintPlan.Kind.UNIQUE)
                .anyMatch(constraint -> Set.copyOf(constraint.columns()).equals(Set.copyOf(targets)));
        if (!unique) {
            return "it refers to " + to + ", which is not unique";
        }
        for (int i = 0; i < referenced.size(); i++) {
            PgType child = table.column(key.columns().get(i)).orElseThrow().type();
            PgType other = parent.column(referenced.get(i)).orElseThrow().type();
            if (!comparable(child, other)) {
                return "it compares " + child + " with " + other + " of " + to;
            }
        }
        return null;
    }

    private static boolean comparable(PgType a, PgType b) {
        return family(a).equals(family(b));
    }

    private static String family(PgType type) {
        return switch (type.base()) {
            case SMALLINT, INTEGER, BIGINT, NUMERIC -> "number";
            case REAL, DOUBLE -> "float";
            case TEXT, VARCHAR -> "text";
            case DATE, TIMESTAMP, TIMESTAMPTZ -> "time";
            default -> type.base().sql();
        };
    }

    private static String actions(SqliteForeignKey key) {
        List<String> actions = new ArrayList<>();
        if (!key.onUpdate().equals("NO ACTION")) {
            actions.add("ON UPDATE " + key.onUpdate());
        }
        if (!key.onDelete().equals("NO ACTION")) {
            actions.add("ON DELETE " + key.onDelete());
        }
        if (key.deferred()) {
            actions.add("DEFERRABLE INITIALLY DEFERRED");
        }
        return actions.stream().collect(Collectors.joining(" "));
    }
}
