package io.longhaul.activities.postgres;

import io.longhaul.activities.relational.TablePlan;
import io.longhaul.activities.relational.TargetPlan;
import io.longhaul.activities.sqlite.SqliteFile;
import io.longhaul.workflows.engine.Check;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.Verification;
import java.util.List;

/**
 * Judges the target as a whole, when its tables have been compared one by one: how much is not there for want of a rule,
 * and how fast it answers. Up to a twentieth of the rows and a tenth of the tables make a partial success, more a failure.
 */
public final class WholeVerification {

    private static final int ROWS_SHARE = 20;
    private static final int TABLES_SHARE = 10;

    private final TargetDatabase target;
    private final SqliteFile file;
    private final TargetPlan plan;
    private final Bookkeeping bookkeeping;

    public WholeVerification(TargetDatabase target, SqliteFile file, TargetPlan plan, JobId job) {
        this.target = target;
        this.file = file;
        this.plan = plan;
        this.bookkeeping = new Bookkeeping(plan.quarantine(), job);
    }

    /** @param tablesWithoutRule how many tables are not migrated though no rule leaves them out */
    public Verification run(int tablesWithoutRule, Watch watch) {
        long[] rows = target.transaction("adding up batches", watch, transaction -> {
            long all = 0;
            long withoutRule = 0;
            for (TablePlan table : plan.tables()) {
                TableTotals totals = bookkeeping.totals(transaction, table.source());
                all += totals.rows();
                withoutRule += totals.withoutRule();
            }
            return new long[] {all, withoutRule};
        });
        int tables = plan.tables().size() + tablesWithoutRule;
        Verification shares = new Verification(
                List.of(
                        new Check(
                                "tables migrated, or left out by a rule",
                                tables,
                                tablesWithoutRule,
                                tablesWithoutRule * TABLES_SHARE > tables),
                        new Check(
                                "rows migrated, or left out by a rule",
                                rows[0],
                                rows[1],
                                rows[1] * ROWS_SHARE > rows[0])),
                List.of());
        return shares.plus(new SampleQueries(target, file, plan).run(watch));
    }
}
