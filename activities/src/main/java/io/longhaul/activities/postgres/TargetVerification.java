package io.longhaul.activities.postgres;

import io.longhaul.activities.relational.ColumnPlan;
import io.longhaul.activities.relational.Ddl;
import io.longhaul.activities.relational.IndexPlan;
import io.longhaul.activities.relational.PgNames;
import io.longhaul.activities.relational.RowChecksum;
import io.longhaul.activities.relational.TablePlan;
import io.longhaul.activities.relational.TargetPlan;
import io.longhaul.activities.sqlite.Fingerprint;
import io.longhaul.activities.sqlite.SqliteFile;
import io.longhaul.activities.sqlite.SqliteSession;
import io.longhaul.activities.sqlite.TableReader;
import io.longhaul.workflows.engine.Check;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.Verification;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares the target with its source: all rows, not a sample. It writes nothing. Tables may be verified at the same time;
 * what is found adds up.
 */
public final class TargetVerification {

    private final TargetDatabase target;
    private final SqliteFile file;
    private final Fingerprint state;
    private final TargetPlan plan;
    private final Ddl ddl;
    private final Bookkeeping bookkeeping;

    /** @param state of the file when the run began: a file that has changed is nothing to compare with */
    public TargetVerification(TargetDatabase target, SqliteFile file, Fingerprint state, TargetPlan plan, JobId job) {
        this.target = target;
        this.file = file;
        this.state = state;
        this.plan = plan;
        this.ddl = new Ddl(plan);
        this.bookkeeping = new Bookkeeping(plan.quarantine(), job);
    }

    public Verification run(Watch watch) {
        Verification found = Verification.NOTHING;
        for (TablePlan table : plan.tables()) {
            found = found.plus(table(table, watch));
        }
        return found;
    }

    public Verification table(TablePlan table, Watch watch) {
        file.requireUnchanged(state);
        long inSource = count(table);
        return target.transaction("verifying table " + table.target(), watch, transaction -> {
            List<String> examples = new ArrayList<>();
            List<Check> checks = new ArrayList<>();
            TableTotals totals = bookkeeping.totals(transaction, table.source());
            checks.add(new Check(
                    "rows of the source accounted for",
                    Math.max(inSource, totals.rows()),
                    Math.abs(inSource - totals.rows()),
                    true));
            checks.add(new Check(
                    "rows of the source that arrive", inSource, totals.quarantined() + totals.dropped(), false));
            quarantine(transaction, table, totals, checks);
            rows(transaction, table, totals, checks, examples);
            constraints(transaction, table, checks, examples);
            sequence(transaction, table, checks, examples);
            return new Verification(checks, examples);
        });
    }

    private long count(TablePlan table) {
        try (SqliteSession session = file.open()) {
            return new TableReader(session, table.rowKeys()).count();
        }
    }

    private void quarantine(Transaction transaction, TablePlan table, TableTotals totals, List<Check> checks) {
        long kept = number(transaction, "SELECT count(*) FROM " + Quarantine.name(plan, table));
        checks.add(new Check(
                "quarantined rows kept",
                Math.max(totals.quarantined(), kept),
                Math.abs(totals.quarantined() - kept),
                true));
    }

    private void rows(
            Transaction transaction, TablePlan table, TableTotals totals, List<Check> checks, List<String> examples)
            throws SQLException {
        RowChecksum there = new RowChecksum();
        CopiedOut.read(transaction, ddl.copied(table), there::add);
        checks.add(new Check(
                "rows in the target",
                Math.max(totals.copied(), there.rows()),
                Math.abs(totals.copied() - there.rows()),
                true));
        long wrong = 0;
        if (there.sum() != totals.checksum() || there.rows() != totals.copied()) {
            Comparison.Differences differences = new Comparison(file, plan, table).find(transaction);
            // Where source and target agree after all, what was copied was something else: that is wrong, too.
            wrong = Math.max(1, differences.rows());
            examples.addAll(differences.examples());
        }
        checks.add(new Check("rows with the values of the source", Math.max(totals.copied(), wrong), wrong, true));
    }

    private void constraints(Transaction transaction, TablePlan table, List<Check> checks, List<String> examples) {
        Map<String, Boolean> valid = Catalog.constraints(transaction.sql(), plan.schema(), table.target());
        List<String> wanting = table.constraints().stream()
                .map(constraint -> constraint.name())
                .filter(name -> !Boolean.TRUE.equals(valid.get(name)))
                .toList();
        wanting.forEach(name -> examples.add(table.target() + ": constraint " + name + " is not there, or not valid"));
        checks.add(new Check("constraints valid", table.constraints().size(), wanting.size(), true));
        List<String> indexes = Catalog.indexes(transaction.sql(), plan.schema(), table.target());
        List<String> absent = table.indexes().stream()
                .map(IndexPlan::name)
                .filter(name -> !indexes.contains(name))
                .toList();
        absent.forEach(name -> examples.add(table.target() + ": index " + name + " is not there"));
        checks.add(new Check("indexes", table.indexes().size(), absent.size(), true));
    }

    private void sequence(Transaction transaction, TablePlan table, List<Check> checks, List<String> examples) {
        Optional<ColumnPlan> numbered =
                table.columns().stream().filter(ColumnPlan::identity).findFirst();
        if (numbered.isEmpty()) {
            return;
        }
        String column = numbered.get().target();
        String sequence = transaction
                .sql()
                .select("SELECT pg_get_serial_sequence(?, ?)", ddl.name(table), column)
                .mapTo(String.class)
                .one();
        // Of what it has given last: the greatest number there is has none after it.
        long given = number(
                transaction, "SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM " + sequence);
        long greatest =
                number(transaction, "SELECT coalesce(max(" + PgNames.quoted(column) + "), 0) FROM " + ddl.name(table));
        boolean behind = given < Math.max(greatest, table.lastId());
        if (behind) {
            examples.add(table.target() + ": new rows are numbered after " + given + ", and " + greatest + " is there");
        }
        checks.add(new Check("sequences beyond what is there", 1, behind ? 1 : 0, true));
    }

    private static long number(Transaction transaction, String sql) {
        return transaction.sql().select(sql).mapTo(Long.class).one();
    }
}
