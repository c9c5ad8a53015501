package io.longhaul.activities.postgres.readiness;

import io.longhaul.activities.postgres.Bookkeeping;
import io.longhaul.activities.postgres.Quarantine;
import io.longhaul.activities.postgres.TableTotals;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.relational.Ddl;
import io.longhaul.activities.relational.TablePlan;
import io.longhaul.activities.sqlite.SqliteSession;
import io.longhaul.activities.sqlite.TableReader;
import java.util.ArrayList;
import java.util.List;

/** Counts each table on both sides and in the quarantine, and reads what the copy has noted. */
public final class RowCounts {

    private final Migrated migrated;

    public RowCounts(Migrated migrated) {
        this.migrated = migrated;
    }

    /**
     * The rows of one table.
     *
     * @param copied rows that the copy has noted as written
     * @param dropped rows that a rule leaves out
     * @param withoutRule of the quarantined rows those that no rule sent there
     * @param withoutReason quarantined rows that don't say why
     */
    public record Count(
            String table,
            long source,
            long target,
            long copied,
            long quarantined,
            long dropped,
            long withoutRule,
            long withoutReason) {

        /** Whether each row of the source is somewhere, and none is there that was not copied. */
        public boolean exact() {
            return source == target + quarantined + dropped && target == copied;
        }

        @Override
        public String toString() {
            return "%s: %,d in the source, %,d in the target, %,d copied, %,d quarantined, %,d left out"
                    .formatted(table, source, target, copied, quarantined, dropped);
        }
    }

    public List<Count> run(Watch watch) {
        List<Count> counts = new ArrayList<>();
        try (SqliteSession session = migrated.file().open()) {
            for (TablePlan table : migrated.plan().tables()) {
                long source = new TableReader(session, table.rowKeys()).count();
                counts.add(migrated.target()
                        .transaction(
                                "counting table " + table.target(),
                                watch,
                                transaction -> count(transaction, table, source)));
            }
        }
        return counts;
    }

    private Count count(Transaction transaction, TablePlan table, long source) {
        TableTotals totals =
                new Bookkeeping(migrated.plan().quarantine(), migrated.job()).totals(transaction, table.source());
        String quarantine = Quarantine.name(migrated.plan(), table);
        return new Count(
                table.target(),
                source,
                number(transaction, "SELECT count(*) FROM " + new Ddl(migrated.plan()).name(table)),
                totals.copied(),
                number(transaction, "SELECT count(*) FROM " + quarantine),
                totals.dropped(),
                number(transaction, "SELECT count(*) FROM " + quarantine + " WHERE NOT by_rule"),
                number(transaction, "SELECT count(*) FROM " + quarantine + " WHERE kind = '' OR reason = ''"));
    }

    static long number(Transaction transaction, String sql) {
        return transaction.sql().select(sql).mapTo(Long.class).one();
    }
}
