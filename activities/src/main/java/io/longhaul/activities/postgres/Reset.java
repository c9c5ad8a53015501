package io.longhaul.activities.postgres;

import io.longhaul.activities.postgres.Bookkeeping.Made;
import io.longhaul.activities.relational.PgNames;
import io.longhaul.activities.relational.TargetPlan;
import io.longhaul.workflows.engine.JobId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Empties the target of what a job made, in one transaction, and of nothing else: what has another id by now, or another
 * name, is somebody's, and what depends on a table stops the reset with its rows in place. Run again it finds nothing to do.
 */
public final class Reset {

    private final TargetDatabase target;
    private final String quarantine;
    private final Bookkeeping bookkeeping;

    public Reset(TargetDatabase target, TargetPlan plan, JobId job) {
        this.target = target;
        this.quarantine = plan.quarantine();
        this.bookkeeping = new Bookkeeping(quarantine, job);
    }

    /** @return the names of what was removed, each with its schema */
    public List<String> run(Watch watch) {
        return target.transaction("emptying the target", watch, transaction -> {
            Catalog.lock(transaction.sql());
            List<String> removed = new ArrayList<>();
            if (!bookkeeping.exists(transaction)) {
                return removed;
            }
            List<Made> made = bookkeeping.made(transaction).stream()
                    .filter(one -> stillThere(transaction, one))
                    .toList();
            drop(transaction, "VIEW", Preparation.VIEW, made, removed);
            drop(transaction, "TABLE", Preparation.TABLE, made, removed);
            drop(transaction, "FUNCTION", Preparation.FUNCTION, made, removed);
            removed.addAll(bookkeeping.forget(transaction));
            return removed;
        });
    }

    private static boolean stillThere(Transaction transaction, Made made) {
        OptionalLong oid = made.kind().equals(Preparation.FUNCTION)
                ? Catalog.function(transaction.sql(), made.schema(), made.name())
                : Catalog.relation(transaction.sql(), made.schema(), made.name());
        return oid.isPresent() && oid.getAsLong() == made.oid();
    }

    /** All at once, as they may refer to each other. */
    private static void drop(Transaction transaction, String word, String kind, List<Made> made, List<String> removed)
            throws SQLException {
        List<Made> ofKind = made.stream().filter(one -> one.kind().equals(kind)).toList();
        if (ofKind.isEmpty()) {
            return;
        }
        transaction.execute(ofKind.stream()
                .map(one -> PgNames.quoted(one.schema()) + "." + PgNames.quoted(one.name()))
                .collect(Collectors.joining(", ", "DROP " + word + " ", " RESTRICT")));
        ofKind.forEach(one -> removed.add(one.schema() + "." + one.name()));
    }
}
