package io.longhaul.activities.repartition;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.live.Rights;
import io.longhaul.activities.postgres.ServerVersion;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.repartition.swap.Pairs;
import io.longhaul.activities.repartition.swap.TablePair;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.repartition.RepartitionSpec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at a live table before anything is changed. */
public final class Inspection {

    private final TargetDatabase target;
    private final RepartitionSpec spec;

    /**
     * A table that can be divided as it is asked for.
     *
     * @param rows as PostgreSQL estimates them
     * @param partitions that it would have
     * @param widened what is guaranteed less then, in words
     */
    public record Facts(String table, long rows, long bytes, int partitions, List<String> widened) {
        public Facts {
            widened = List.copyOf(widened);
        }
    }

    public Inspection(TargetDatabase target, RepartitionSpec spec) {
        this.target = target;
        this.spec = spec;
    }

    /**
     * How far a table is on its way.
     *
     * @param pair that it belongs to, whichever job has made it
     * @param done whether it has the layout
     */
    record Progress(Optional<TablePair> pair, boolean done) {

        /** The pair that a job works on: its own, or that of an earlier one which led to the same. */
        Optional<TablePair> of(JobId job) {
            return pair.filter(known -> known.job().equals(job) || (done && known.phase() != TablePair.Phase.RETURNED));
        }
    }

    Progress progress(Watch watch) {
        return database().calmly("looking at table " + spec.table(), watch, transaction -> {
            Plan plan = Plan.read(transaction, spec);
            Optional<TablePair> pair =
                    Pairs.find(transaction, plan.table().schema(), plan.table().name());
            return new Progress(pair, plan.isDone(transaction, pair));
        });
    }

    /**
     * @param job that is to go on; null where nobody knows
     * @throws MigrationException with all that stands in the way
     */
    public void requireGood(@Nullable JobId job, Watch watch) {
        ServerVersion.of(target).requireForLiveTables(target.address());
        requireNotes(watch);
        Progress progress = progress(watch);
        TablePair pair = progress.pair().orElse(null);
        boolean others = pair != null && job != null && !pair.job().equals(job);
        if (pair != null && pair.phase() == TablePair.Phase.PREPARED && !others) {
            requireSame(watch);
        } else if (!progress.done()) {
            if (pair != null && !pair.phase().ended()) {
                throw Pairs.standing(pair);
            }
            if (pair != null && pair.job().equals(job)) {
                throw new MigrationException(
                        FailureKind.INVALID_SPEC,
                        "table " + pair + " was led back after this job: --fresh begins a new one");
            }
            Long free = target.freeBytes();
            var unused = database().calmly("looking at table " + spec.table(), watch, transaction -> {
                new Preflight(transaction, Plan.read(transaction, spec)).requireGood(free);
                return spec;
            });
        }
    }

    /** How far a table is can't be asked without. */
    private void requireNotes(Watch watch) {
        List<String> missing = database().calmly("looking at notes", watch, transaction -> new Rights(transaction)
                .toNote("repartition", "batch"));
        if (!missing.isEmpty()) {
            throw new MigrationException(
                    FailureKind.INVALID_SPEC,
                    "table " + spec.table() + " can't be divided, as " + String.join("; ", missing));
        }
    }

    private void requireSame(Watch watch) {
        boolean same = database()
                .calmly("looking at the new table", watch, transaction -> new Made(Plan.read(transaction, spec))
                        .isOurs(transaction));
        if (!same) {
            throw new MigrationException(
                    FailureKind.INVALID_SPEC,
                    "the new layout of table " + spec.table()
                            + " was begun by another spec: give it as it was, or roll back"
                            + " that migration and run again");
        }
    }

    /** What would be done. */
    public Facts facts(Watch watch) {
        return database().calmly("looking at table " + spec.table(), watch, transaction -> {
            Plan plan = Plan.read(transaction, spec);
            return new Facts(
                    plan.table().toString(),
                    plan.table().rows(),
                    plan.table().bytes(),
                    plan.division().partitions(transaction, plan.table()).size(),
                    plan.widened());
        });
    }

    private LiveDatabase database() {
        return LiveDatabase.within(target, spec.limits());
    }
}
