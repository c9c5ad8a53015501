package io.longhaul.activities.backfill;

import io.longhaul.activities.live.Changes;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.live.Operation;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.backfill.BackfillSpec;
import io.longhaul.workflows.engine.JobId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is done before the first row is filled: notes, the column, its default, and what gives new rows their value. */
record Preparation(LiveDatabase database, JobId job, BackfillSpec spec, Consumer<@Nullable String> note, Watch watch) {

    void run() {
        database.briefly("making the schema longhaul", watch, transaction -> {
            transaction.execute("SELECT pg_advisory_xact_lock(hashtext('longhaul'))");
            Changes.create(transaction);
            FillingJob.create(transaction);
            return spec;
        });
        Plan before = plan();
        before.adding().ifPresent(this::make);
        before.defaulting().ifPresent(this::make);
        Plan plan = plan();
        if (plan.filling().isEmpty()) {
            return;
        }
        Filling filling = plan.filling().get();
        FillingJob mine = new FillingJob(job, plan.digest());
        Fill fill = new Fill(database, plan.table(), filling, mine);
        boolean lacking = database.calmly("looking for rows to fill", watch, fill.rows()::last)
                .isPresent();
        if (lacking || filling.coversAlways(plan.table())) {
            plan.covering().ifPresent(this::make);
        }
        database.calmly("beginning to fill table " + plan.table(), watch, transaction -> {
            mine.begin(transaction, plan.table(), filling.column());
            if (plan.table().rows() == 0) {
                // Never analyzed, it tells the throttle nothing; a vacuum at work will do it.
                transaction.execute("ANALYZE (SKIP_LOCKED) " + plan.table().quotedName());
            }
            return job;
        });
    }

    private void make(Operation operation) {
        LiveTable table = plan().table();
        new Changes(database).run(job, table, operation, note, watch);
    }

    private Plan plan() {
        return database.calmly("looking at table " + spec.table(), watch, transaction -> Plan.read(transaction, spec));
    }
}
