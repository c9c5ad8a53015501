package io.longhaul.activities.repartition;

import static io.longhaul.activities.relational.PgNames.literal;
import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.backups.Checksum;
import io.longhaul.activities.backups.Content;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.repartition.swap.Carrier;
import io.longhaul.activities.repartition.swap.ChangeLog;
import io.longhaul.activities.repartition.swap.TablePair;
import io.longhaul.workflows.engine.Check;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.repartition.Layout;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Compares two tables while others write, in one snapshot: all rows but those that wait in the log, in either direction. One
 * pass over each table.
 */
final class Comparison {

    private static final String ALL = "";

    private final Transaction transaction;
    private final TablePair pair;
    private final Layout layout;
    private final ChangeLog log;
    private final List<Check> checks = new ArrayList<>();
    private final List<String> examples = new ArrayList<>();

    /** @param transaction of one snapshot */
    Comparison(Transaction transaction, TablePair pair, Layout layout) {
        this.transaction = transaction;
        this.pair = pair;
        this.layout = layout;
        this.log = ChangeLog.ofLive(pair);
    }

    /** What is done with one. */
    @FunctionalInterface
    interface Comparing {
        Verification with(Comparison comparison) throws SQLException;
    }

    /** A truncation that waits in the log takes rows that are in no entry of it, so it is carried over first. */
    static Verification inOneSnapshot(
            LiveDatabase database, TablePair pair, Layout layout, Watch watch, Comparing comparing) {
        while (true) {
            Optional<Verification> found =
                    database.calmly("comparing table " + pair + " with its copy", watch, transaction -> {
                        transaction.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
                        return transaction.holds(ChangeLog.ofLive(pair).truncated())
                                ? Optional.<Verification>empty()
                                : Optional.of(comparing.with(new Comparison(transaction, pair, layout)));
                    });
            if (found.isPresent()) {
                return found.get();
            }
            var unused = new Carrier(database, pair).catchUp(note -> {}, watch);
        }
    }

    /** Of tables whose definitions may have changed since. */
    Verification rowsAlone() throws SQLException {
        Checksum.prepare(transaction);
        rows(
                LiveTable.read(transaction, table(pair.originalName())),
                LiveTable.read(transaction, table(pair.madeName())));
        return new Verification(checks, examples);
    }

    Verification run() throws SQLException {
        Checksum.prepare(transaction);
        // All rows are read once, whatever the planner makes of a log that nobody has analyzed.
        transaction.execute(
                "SET LOCAL enable_sort = off; SET LOCAL enable_mergejoin = off; SET LOCAL enable_nestloop = off");
        LiveTable original = LiveTable.read(transaction, table(pair.originalName()));
        LiveTable made = LiveTable.read(transaction, table(pair.madeName()));
        rows(original, made);
        structure(original, made);
        return new Verification(checks, examples);
    }

    private String table(String name) {
        return quoted(pair.schema()) + "." + quoted(name);
    }

    /**
     * What a pass over a table finds in one of its partitions, or in all.
     *
     * @param distinct values of the column that the key is made of
     * @param misplaced rows whose computed columns are not what they should be
     */
    private record Found(Content content, long distinct, long misplaced) {}

    private void rows(LiveTable original, LiveTable made) throws SQLException {
        Checksum checksum =
                Checksum.over(transaction, original.quotedName(), pair.columns().copied());
        Found before = all(pass(original, checksum, List.of()));
        Map<String, Found> parts = pass(made, checksum, pair.columns().computed());
        Found after = all(parts);
        long rows = before.content().rows();
        long missing = Math.abs(rows - after.content().rows());
        boolean same = before.content().equals(after.content());
        checks.add(new Check("rows are in both tables", rows, Math.min(rows, missing), true));
        checks.add(new Check("tables have the checksum of the other", 2, same ? 0 : 2, true));
        if (!same && missing == 0) {
            examples.add("both tables have as many rows, and other ones: EXCEPT shows which");
        }
        if (!pair.columns().computed().isEmpty()) {
            checks.add(new Check(
                    "rows have the partition key of their values",
                    after.content().rows(),
                    after.misplaced(),
                    true));
        }
        if (grouped()) {
            checks.add(new Check(
                    "values of column " + ((Layout.ByList) layout).of() + " are in both tables",
                    before.distinct(),
                    Math.min(before.distinct(), Math.abs(before.distinct() - after.distinct())),
                    true));
        }
        distribution(made, parts);
    }

    private static Found all(Map<String, Found> parts) {
        return parts.getOrDefault(ALL, new Found(Content.NONE, 0, 0));
    }

    private boolean grouped() {
        return layout instanceof Layout.ByList list && list.value() == null;
    }

    /** What is in each partition, by name, and in all of them. */
    private Map<String, Found> pass(LiveTable table, Checksum checksum, List<Columns.Computed> computed)
            throws SQLException {
        // A value may name columns by the table.
        String alias = quoted(pair.name());
        String misplaced = computed.stream()
                .map(column -> alias + "." + quoted(column.name()) + " IS DISTINCT FROM (" + column.value() + ")")
                .collect(Collectors.joining(" OR "));
        Map<String, Found> found = new HashMap<>();
        transaction.rows(
                """
                SELECT (SELECT relname FROM pg_class c WHERE c.oid = part), sum(rows), sum(checksum),
                       count(DISTINCT value), sum(misplaced)
                FROM (SELECT %6$s.tableoid AS part, %1$s AS value, count(*) AS rows, sum(%2$s) AS checksum,
                             count(*) FILTER (WHERE %3$s) AS misplaced
                      FROM %4$s AS %6$s WHERE %5$s GROUP BY 1, 2) AS g
                GROUP BY GROUPING SETS ((part), ()) HAVING count(*) > 0""".formatted(
                                grouped() ? alias + "." + quoted(((Layout.ByList) layout).of()) : "NULL::text",
                                checksum.hash(alias),
                                misplaced.isEmpty() ? "false" : misplaced,
                                table.quotedName(),
                                log.carried(alias),
                                alias),
                row -> found.put(
                        row.getString(1) == null ? ALL : row.getString(1),
                        new Found(Content.read(row, 2), row.getLong(4), row.getLong(5))));
        return found;
    }

    private void distribution(LiveTable made, Map<String, Found> parts) throws SQLException {
        List<Long> rows = transaction
                .rows(
                        "SELECT relname FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid WHERE inhparent = "
                                + made.oid() + " AND pg_get_expr(relpartbound, c.oid) <> 'DEFAULT'",
                        row -> row.getString(1))
                .stream()
                .map(name -> parts.containsKey(name) ? parts.get(name).content().rows() : 0)
                .toList();
        if (!rows.isEmpty()) {
            LongSummaryStatistics of = rows.stream().mapToLong(one -> one).summaryStatistics();
            double variance = rows.stream()
                    .mapToDouble(one -> Math.pow(one - of.getAverage(), 2))
                    .average()
                    .orElse(0);
            checks.add(new Check(
                    String.format(
                            Locale.ROOT,
                            "partitions have rows: %,.0f on average, %,d at most, %,d at least, deviation %,.0f",
                            of.getAverage(),
                            of.getMax(),
                            of.getMin(),
                            Math.sqrt(variance)),
                    rows.size(),
                    rows.stream().filter(one -> one == 0).count(),
                    false));
        }
    }

    /** Columns, checks and indexes; foreign keys are moved by the swap. */
    private void structure(LiveTable original, LiveTable made) throws SQLException {
        Division division = Division.of(layout);
        List<String> wanted = TableIndex.of(transaction, original).stream()
                .map(index -> division.on(index).definition())
                .sorted()
                .toList();
        List<String> indexes = TableIndex.of(transaction, made).stream()
                .filter(TableIndex::valid)
                .map(TableIndex::definition)
                .sorted()
                .toList();
        check("indexes and keys are there and valid", wanted, indexes);
        check("columns have their types and defaults", columns(original), columns(made));
        check("check constraints are there", constraints(original), constraints(made));
    }

    private void check(String what, List<String> wanted, List<String> there) {
        List<String> missing = new ArrayList<>(wanted);
        there.forEach(missing::remove);
        checks.add(new Check(what, wanted.size(), missing.size(), true));
        missing.forEach(one -> examples.add("the new table lacks " + one));
    }

    private List<String> columns(LiveTable table) throws SQLException {
        String names = table.columns().stream()
                .map(LiveTable.Column::name)
                .filter(name -> !name.equals(Division.of(layout).drop()))
                .map(name -> literal(name))
                .collect(Collectors.joining(", "));
        return transaction.rows("""
                SELECT format('column %%I %%s%%s %%s %%s %%s', attname, format_type(atttypid, atttypmod),
                              CASE WHEN attnotnull THEN ' NOT NULL' END, attgenerated, attcollation::regcollation,
                              CASE WHEN attidentity = '' THEN pg_get_expr(adbin, adrelid) END)
                FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                WHERE attrelid = %d AND attname IN (%s) ORDER BY 1""".formatted(table.oid(), names), row -> row.getString(1));
    }

    private List<String> constraints(LiveTable table) throws SQLException {
        return transaction.rows(
                "SELECT format('check %I %s', conname, pg_get_constraintdef(oid)) FROM pg_constraint WHERE contype = 'c'"
                        + " AND conrelid = " + table.oid() + " ORDER BY 1",
                row -> row.getString(1));
    }
}
