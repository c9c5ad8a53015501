package io.longhaul.activities.repartition;

import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.repartition.swap.Pairs;
import io.longhaul.activities.repartition.swap.Swapped;
import io.longhaul.activities.repartition.swap.TablePair;
import io.longhaul.workflows.engine.Check;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.repartition.Aim;
import io.longhaul.workflows.repartition.RepartitionSpec;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks whether the new table stands under the name that applications use, and what taking it was like for them. */
final class Standing {

    private final Transaction transaction;
    private final TablePair pair;
    private final RepartitionSpec spec;
    private final List<Check> checks = new ArrayList<>();

    Standing(Transaction transaction, TablePair pair, RepartitionSpec spec) {
        this.transaction = transaction;
        this.pair = pair;
        this.spec = spec;
    }

    static Verification look(LiveDatabase database, RepartitionSpec spec, TablePair pair, Watch watch) {
        return database.calmly(
                "looking at table " + pair, watch, transaction -> new Standing(transaction, pair, spec).run());
    }

    Verification run() throws SQLException {
        LiveTable table = LiveTable.read(transaction, spec.table());
        boolean back = spec.aim() instanceof Aim.Back;
        checks.add(new Check(
                "table has its " + (back ? "old" : "new") + " layout",
                1,
                table.oid() == (back ? pair.original() : pair.made()) ? 0 : 1,
                true));
        count(
                "foreign keys hold for all rows",
                "SELECT count(*), count(*) FILTER (WHERE NOT convalidated) FROM pg_constraint"
                        + " WHERE contype = 'f' AND " + table.oid() + " IN (conrelid, confrelid)");
        count(
                "indexes are valid",
                "SELECT count(*), count(*) FILTER (WHERE NOT indisvalid) FROM pg_index WHERE indrelid = "
                        + table.oid());
        Optional<Swapped> swapped = Pairs.swapped(transaction, pair);
        swapped.ifPresent(swap -> checks.add(new Check(
                "swap kept no writer waiting for longer than " + swap.longestMillis() + " ms, of them "
                        + swap.heldMillis() + " ms for the exchange with " + swap.carried() + " writes carried over",
                1,
                swap.longestMillis() <= spec.limits().writerWait() ? 0 : 1,
                false)));
        return new Verification(checks, List.of());
    }

    private void count(String what, String query) throws SQLException {
        Check found = transaction.row(query, row -> new Check(what, row.getLong(1), row.getLong(2), true));
        if (found.of() > 0) {
            checks.add(found);
        }
    }
}
