package io.longhaul.activities.relational;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.sqlite.RowKeys;
import io.longhaul.activities.sqlite.SqliteColumn;
import io.longhaul.activities.sqlite.SqliteFile;
import io.longhaul.activities.sqlite.SqliteSchema;
import io.longhaul.activities.sqlite.SqliteSession;
import io.longhaul.activities.sqlite.SqliteTable;
import io.longhaul.activities.sqlite.TableReader;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.relational.IssueKind;
import io.longhaul.workflows.relational.PgType;
import io.longhaul.workflows.relational.RelationalSpec;
import io.longhaul.workflows.relational.Rule;
import io.longhaul.workflows.relational.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads every row of every table once, tries on each value what the copy would do with it, asks SQLite about keys and
 * parents, and reports all that stands in the way. It writes nothing, and a table that can't be read is an issue as any
 * other. Its memory does not grow with the rows: of each kind of issue it keeps a number and five keys.
 */
public final class Discovery {

    private static final long ROW_HEADER = 28;
    private static final long MEGABYTE = 1_000_000;

    /** Rows between two words of progress. */
    private static final int PROGRESS = 0xffff;

    private final SqliteFile file;
    private final RelationalSpec asked;
    private final @Nullable EditedTarget edited;
    private final long batchBytes;
    private final @Nullable Long freeBytes;
    private final ObjLongConsumer<String> progress;
    private final Issues issues = new Issues();
    private final Map<String, TableFindings> findings = new HashMap<>();
    private final Set<String> unreadable = new HashSet<>();

    /**
     * @param edited what the user's own DDL makes; null for none
     * @param batchBytes a row of more than this makes a batch larger than it should be
     * @param freeBytes on the disk of the target; null where that can't be known
     * @param progress told now and then of a table and how many of its rows were read
     */
    public Discovery(
            SqliteFile file,
            RelationalSpec spec,
            @Nullable EditedTarget edited,
            long batchBytes,
            @Nullable Long freeBytes,
            ObjLongConsumer<String> progress) {
        this.file = file;
        this.asked = spec;
        this.edited = edited;
        this.batchBytes = batchBytes;
        this.freeBytes = freeBytes;
        this.progress = progress;
    }

    /** @throws MigrationException where the spec is wrong, or there is no database to read */
    public Discovered run() {
        try (SqliteSession session = file.open()) {
            SqliteSchema schema = session.schema();
            RelationalSpec spec = edited == null ? asked : edited.types(asked, drafted(schema));
            RuleBook book = RuleBook.of(spec, schema);
            Planner.Planned draft = new Planner(schema, spec, findings, edited).plan();
            for (TablePlan table : draft.plan().tables()) {
                rows(session, book, schema, table, draft.table(table).keys);
            }
            Planner.Planned typed = new Planner(schema, spec, findings, edited).plan();
            RowFunctions.define(session, typed.plan());
            for (TablePlan table : typed.plan().tables()) {
                if (!unreadable.contains(table.source())) {
                    constraints(session, book, schema, typed, table);
                }
            }
            Planner.Planned planned = new Planner(schema, spec, findings, edited).plan();
            planned.issues().forEach(issues::add);
            disk();
            return new Discovered(issues.sorted(), findings, planned.plan());
        }
    }

    /** The plan's own, to find its columns in the user's DDL, which names constraints as it likes. */
    private TargetPlan drafted(SqliteSchema schema) {
        List<Rule> rules =
                asked.rules().stream().filter(rule -> rule.constraint() == null).toList();
        return new Planner(schema, asked.with(rules), Map.of(), null).plan().plan();
    }

    private void rows(SqliteSession session, RuleBook book, SqliteSchema schema, TablePlan table, RowKeys keys) {
        SqliteTable declared = schema.table(table.source()).orElseThrow();
        List<ColumnProbe> probes = new ArrayList<>();
        List<String> sources = new ArrayList<>();
        for (ColumnPlan column : table.copied()) {
            String source = column.source();
            if (source != null) {
                probes.add(new ColumnProbe(column, keys, isOpen(book, declared, source)));
                sources.add(source);
            }
        }
        RowSizes sizes = new RowSizes();
        Tally large = new Tally();
        TableReader reader = new TableReader(session, keys);
        int first = reader.firstColumn();
        PgBinary out = new PgBinary(1 << 12);
        ColumnProbe[] columns = probes.toArray(ColumnProbe[]::new);
        try {
            reader.readAll(sources, List.of(), row -> {
                out.truncate(0);
                for (int i = 0; i < columns.length; i++) {
                    columns[i].take(row, first + i, out);
                }
                if (sizes.add(out.length(), batchBytes)) {
                    large.add(keys, row);
                }
                if ((sizes.rows & PROGRESS) == 0) {
                    progress.accept(table.source(), sizes.rows);
                }
                return true;
            });
        } catch (MigrationException e) {
            if (e.kind() != FailureKind.SCHEMA_MISMATCH && e.kind() != FailureKind.UNKNOWN) {
                throw e;
            }
            unreadable(table.source(), sizes.rows);
        }
        progress.accept(table.source(), sizes.rows);
        Map<String, PgType> types = new HashMap<>();
        boolean referenced = schema.tables().stream()
                .flatMap(other -> other.foreignKeys().stream())
                .anyMatch(key -> key.parent().equalsIgnoreCase(table.source()));
        Map<String, Set<IssueKind>> gone = new HashMap<>();
        for (int i = 0; i < columns.length; i++) {
            PgType inferred = columns[i].inferred();
            if (inferred != null) {
                types.put(sources.get(i), inferred);
            }
            ColumnIssues found = new ColumnIssues(
                    table.source(),
                    sources.get(i),
                    inferred == null ? columns[i].plan().type() : inferred,
                    declared.primaryKey().contains(sources.get(i)),
                    referenced,
                    columns[i],
                    book.outcome(table.source(), sources.get(i)));
            found.addTo(issues);
            if (!found.gone().isEmpty()) {
                gone.put(sources.get(i), found.gone());
            }
        }
        large(table.source(), sizes, large);
        findings.put(table.source(), new TableFindings(sizes.rows, sizes.bytes, sizes.largest, types, gone, Set.of()));
    }

    private static final class RowSizes {
        private long rows;
        private long bytes;
        private long largest;

        boolean add(int size, long limit) {
            rows++;
            bytes += size;
            largest = Math.max(largest, size);
            return size > limit;
        }
    }

    /** Neither a rule nor the declaration says what type it is. */
    private static boolean isOpen(RuleBook book, SqliteTable table, String column) {
        boolean ruled = book.of(Rule.SetType.class, table.name(), column) != null
                || book.of(Rule.Cast.class, table.name(), column) != null;
        return !ruled
                && table.column(column)
                        .map(SqliteColumn::declared)
                        .flatMap(Declared::type)
                        .isEmpty();
    }

    private void unreadable(String table, long rows) {
        unreadable.add(table);
        issues.add(new Issue(
                IssueKind.UNREADABLE_TABLE,
                table,
                null,
                null,
                rows,
                List.of(),
                Severity.HIGH,
                "SQLite could read " + rows
                        + " of its rows, and not the rest: restore the file, or save them by sqlite3's" + " .recover",
                true,
                new Rule.LeaveOut(table, null, null),
                null));
    }

    private void large(String table, RowSizes sizes, Tally large) {
        if (large.rows() == 0) {
            return;
        }
        issues.add(new Issue(
                IssueKind.ROW_TOO_LARGE,
                table,
                null,
                null,
                large.rows(),
                large.examples(),
                Severity.LOW,
                "the largest has " + sizes.largest + " bytes, and a batch should have " + batchBytes
                        + ": a worker needs memory for several times as much",
                false,
                null,
                null));
    }

    /** A guess: rows with their headers, indexes about as large as half of them, and the log of it all. */
    private void disk() {
        Long free = freeBytes;
        long rows = findings.values().stream().mapToLong(TableFindings::rows).sum();
        long bytes = findings.values().stream().mapToLong(TableFindings::bytes).sum();
        long needed = (bytes + rows * ROW_HEADER) * 5 / 2;
        if (free != null && needed > free) {
            issues.add(new Issue(
                    IssueKind.DISK_SPACE,
                    null,
                    null,
                    null,
                    0,
                    List.of(),
                    Severity.HIGH,
                    "the target needs about " + needed / MEGABYTE + " MB, and its disk has " + free / MEGABYTE
                            + " MB free: make room before the copy",
                    false,
                    null,
                    null));
        }
    }

    private void constraints(
            SqliteSession session, RuleBook book, SqliteSchema schema, Planner.Planned typed, TablePlan table) {
        RowKeys keys = typed.table(table).keys;
        SqliteTable declared = schema.table(table.source()).orElseThrow();
        Set<String> broken = new HashSet<>();
        for (Check check : new Checks(typed, table, declared, findings).all()) {
            Tally tally = count(session, keys, check.condition());
            if (tally == null) {
                continue;
            }
            if (tally.rows() > 0) {
                broken.add(check.constraint().name());
                issues.add(issue(book, table.source(), check, tally));
            }
        }
        new RowCycles(session, table, keys).find().forEach(issues::add);
        TableFindings found = findings.getOrDefault(table.source(), TableFindings.NONE);
        findings.put(table.source(), found.withBroken(broken));
    }

    /** Null where SQLite can't tell, which is reported. */
    private @Nullable Tally count(SqliteSession session, RowKeys keys, String condition) {
        Tally tally = new Tally();
        try {
            new TableReader(session, keys).readWhere(condition, row -> {
                tally.add(keys, row);
                return true;
            });
            return tally;
        } catch (MigrationException e) {
            if (e.kind() != FailureKind.SCHEMA_MISMATCH && e.kind() != FailureKind.UNKNOWN) {
                throw e;
            }
            unreadable(keys.table(), tally.rows());
            return null;
        }
    }

    private static Issue issue(RuleBook book, String table, Check check, Tally tally) {
        ConstraintPlan constraint = check.constraint();
        boolean open = constraint.outcome().open();
        Rule rule = book.outcomeOfConstraint(table, constraint.name());
        return new Issue(
                check.kind(),
                table,
                check.columns(),
                constraint.name(),
                tally.rows(),
                tally.examples(),
                Severity.HIGH,
                open ? check.effect() : ColumnIssues.done(constraint.outcome()),
                open,
                open ? new Rule.Quarantine(table, null, constraint.name()) : null,
                rule);
    }

    /** A question about rows that break a constraint. */
    record Check(
            IssueKind kind,
            ConstraintPlan constraint,
            @Nullable String columns,
            String condition,
            String effect) {}
}
