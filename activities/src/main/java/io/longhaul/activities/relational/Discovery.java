package io.longhaul.activities.relational;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.sqlite.Names;
import io.longhaul.activities.sqlite.RowKeys;
import io.longhaul.activities.sqlite.SqlTokens;
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
                rows(session, book, schema, table, draft.table(table));
            }
            Planner.Planned typed = new Planner(schema, spec, findings, edited).plan();
            guarantees(session, book, typed);
            cycles(session, typed);
            Planner.Planned planned = new Planner(schema, spec, findings, edited).plan();
            planned.issues()
                    .forEach(issue -> issues.add(
                            issue.kind() == IssueKind.VIRTUAL_TABLE
                                    ? issue.withRows(rows(session, issue.table()))
                                    : issue));
            leftOut(session, book, schema);
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

    private void rows(
            SqliteSession session, RuleBook book, SqliteSchema schema, TablePlan table, PlannedTable planned) {
        RowKeys keys = planned.keys;
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
        IndexSizes indexed =
                new IndexSizes(planned, probes.stream().map(ColumnProbe::plan).toList());
        RowSizes sizes = new RowSizes();
        Tally large = new Tally();
        TableReader reader = new TableReader(session, keys);
        int first = reader.firstColumn();
        PgBinary out = new PgBinary(1 << 12);
        ColumnProbe[] columns = probes.toArray(ColumnProbe[]::new);
        boolean damaged = false;
        try {
            reader.readAll(sources, List.of(), row -> {
                out.truncate(0);
                for (int i = 0; i < columns.length; i++) {
                    indexed.at(i, out);
                    columns[i].take(row, first + i, out);
                }
                indexed.at(columns.length, out);
                indexed.row(keys, row, out);
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
            damaged = true;
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
                    isConstrained(declared, sources.get(i)),
                    referenced,
                    columns[i],
                    book.outcome(table.source(), sources.get(i)));
            found.addTo(issues);
            if (!found.gone().isEmpty()) {
                gone.put(sources.get(i), found.gone());
            }
        }
        large(table.source(), sizes, large);
        indexed.addTo(issues, table.source());
        findings.put(
                table.source(),
                new TableFindings(sizes.rows, sizes.bytes, sizes.largest, types, gone, Set.of(), damaged));
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

    /** Whether a value that many rows would get alike may break a constraint. */
    private static boolean isConstrained(SqliteTable table, String column) {
        return table.primaryKey().contains(column)
                || table.foreignKeys().stream().anyMatch(key -> names(key.columns(), column))
                || table.indexes().stream().anyMatch(index -> index.unique() && names(index.columns(), column))
                || table.checks().stream().anyMatch(check -> SqlTokens.of(check.expression()).stream()
                        .anyMatch(token -> token.mayBeName() && token.text().equalsIgnoreCase(column)));
    }

    private static boolean names(List<String> columns, String column) {
        return columns.stream().anyMatch(column::equalsIgnoreCase);
    }

    private void unreadable(String table, long rows) {
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

    /** No row disappears uncounted, also where nobody wants it. */
    private void leftOut(SqliteSession session, RuleBook book, SqliteSchema schema) {
        for (SqliteTable table : schema.tables()) {
            boolean unwanted = book.leavesOut(table.name()) || !book.selects(table.name());
            if (unwanted && table.kind() != SqliteTable.Kind.SHADOW) {
                issues.add(new Issue(
                        IssueKind.LEFT_OUT,
                        table.name(),
                        null,
                        null,
                        rows(session, table.name()),
                        List.of(),
                        Severity.LOW,
                        "the spec leaves the table out, and so its rows",
                        false,
                        null,
                        null));
            }
        }
    }

    /** 0 where SQLite can't count them, as of a module that is not there. */
    private static long rows(SqliteSession session, @Nullable String table) {
        try {
            return session.number("table " + table, "SELECT count(*) FROM main." + Names.quoted(String.valueOf(table)));
        } catch (MigrationException e) {
            requireDamage(e);
            return 0;
        }
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

    /** What rows break, with all that this makes of other rows. */
    private void guarantees(SqliteSession session, RuleBook book, Planner.Planned typed) {
        Map<String, List<Checks.Check>> checks = new HashMap<>();
        List<TablePlan> asked = new ArrayList<>();
        for (TablePlan table : typed.plan().tables()) {
            List<Checks.Check> of = new Checks(typed, table, findings).all();
            checks.put(table.source(), of);
            asked.add(table.asking(of.stream().map(Checks.Check::guarantee).toList()));
        }
        Set<Guarantee> doubtful = new HashSet<>();
        AbsentRows.find(session, asked, (table, guarantee, error) -> {
            requireDamage(error);
            if (doubtful.add(guarantee)) {
                inDoubt(table, guarantee, error);
            }
        });
        for (TablePlan table : asked) {
            Set<String> broken = new HashSet<>();
            for (Checks.Check check : checks.getOrDefault(table.source(), List.of())) {
                Tally tally = doubtful.contains(check.guarantee())
                        ? new Tally()
                        : tally(session, table, AbsentRows.ofGuarantee(table, check.guarantee()));
                if (tally.rows() > 0) {
                    broken.add(check.guarantee().name());
                    issues.add(issue(book, table.source(), check, tally));
                }
            }
            findings.computeIfPresent(table.source(), (name, found) -> found.withBroken(broken));
        }
    }

    private static void requireDamage(MigrationException error) {
        if (error.kind() != FailureKind.SCHEMA_MISMATCH && error.kind() != FailureKind.UNKNOWN) {
            throw error;
        }
    }

    private static Tally tally(SqliteSession session, TablePlan table, String condition) {
        RowKeys keys = table.rowKeys();
        Tally tally = new Tally();
        new TableReader(session, keys).readWhere(condition, row -> {
            tally.add(keys, row);
            return true;
        });
        return tally;
    }

    /** The table itself was read; a damaged index, as a part of the file, is the table's fault nevertheless. */
    private void inDoubt(TablePlan table, Guarantee guarantee, MigrationException error) {
        if (error.kind() == FailureKind.SCHEMA_MISMATCH) {
            TableFindings found = findings.getOrDefault(table.source(), TableFindings.NONE);
            if (!found.damaged()) {
                unreadable(table.source(), found.rows());
                findings.put(table.source(), found.withDamage());
            }
            return;
        }
        issues.decision(
                guarantee.breach(),
                table.source(),
                null,
                guarantee.name(),
                "SQLite can't be asked which rows break it, so PostgreSQL may refuse it after the copy",
                new Rule.LeaveOut(table.source(), null, guarantee.name()));
    }

    private void cycles(SqliteSession session, Planner.Planned typed) {
        for (TablePlan table : typed.plan().tables()) {
            TableFindings found = findings.getOrDefault(table.source(), TableFindings.NONE);
            if (!found.damaged()) {
                try {
                    new RowCycles(session, table, table.rowKeys()).find().forEach(issues::add);
                } catch (MigrationException e) {
                    requireDamage(e);
                    unreadable(table.source(), found.rows());
                    findings.put(table.source(), found.withDamage());
                }
            }
        }
    }

    private static Issue issue(RuleBook book, String table, Checks.Check check, Tally tally) {
        Guarantee guarantee = check.guarantee();
        boolean open = guarantee.outcome().open();
        Rule rule = book.outcomeOfConstraint(table, guarantee.name());
        return new Issue(
                guarantee.breach(),
                table,
                check.columns(),
                guarantee.name(),
                tally.rows(),
                tally.examples(),
                Severity.HIGH,
                open ? check.effect() : ColumnIssues.done(guarantee.outcome()),
                open,
                open ? new Rule.Quarantine(table, null, guarantee.name()) : null,
                rule);
    }
}
