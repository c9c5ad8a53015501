package io.longhaul.activities.backfill;

import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.postgres.ServerVersion;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.backfill.BackfillSpec;
import io.longhaul.workflows.engine.JobId;
import java.util.List;
import java.util.UUID;

/** Looks at a live table before anything is changed. */
public final class Inspection {

    private static final JobId NONE = new JobId(new UUID(0, 0));

    private final TargetDatabase target;
    private final BackfillSpec spec;

    /**
     * A table that can be changed as it is asked for.
     *
     * @param rows as PostgreSQL estimates them
     * @param lacking rows that would be filled
     * @param changes what would be done beside, in words
     * @param seesOthers whether the user sees what sessions of others and standbys do, which two of the limits look at
     */
    public record Facts(String table, long rows, long bytes, long lacking, List<String> changes, boolean seesOthers) {
        public Facts {
            changes = List.copyOf(changes);
        }
    }

    public Inspection(TargetDatabase target, BackfillSpec spec) {
        this.target = target;
        this.spec = spec;
    }

    /** @throws io.longhaul.activities.MigrationException with all that stands in the way */
    public void requireGood(Watch watch) {
        ServerVersion.of(target).requireForLiveTables(target.address());
        Long free = target.freeBytes();
        database().calmly("looking at table " + spec.table(), watch, transaction -> {
            new Preflight(transaction, Plan.read(transaction, spec)).requireGood(free);
            return spec;
        });
    }

    /** How much there is to do; reads the whole table. */
    public Facts facts(Watch watch) {
        return database().calmly("counting rows of table " + spec.table(), watch, transaction -> {
            Plan plan = Plan.read(transaction, spec);
            Filling filling = plan.filling().orElse(null);
            FillingJob none = new FillingJob(NONE, plan.digest());
            long lacking = filling == null
                    ? 0
                    : new Fill(database(), plan.table(), filling, none).rows().count(transaction);
            return new Facts(
                    plan.table().toString(),
                    plan.table().rows(),
                    plan.table().bytes(),
                    lacking,
                    plan.lasting().stream().map(change -> change.title()).toList(),
                    transaction.holds("pg_has_role('pg_read_all_stats', 'USAGE')"));
        });
    }

    private LiveDatabase database() {
        return LiveDatabase.within(target, spec.limits());
    }
}
