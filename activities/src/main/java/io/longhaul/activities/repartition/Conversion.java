package io.longhaul.activities.repartition;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.backups.Backups;
import io.longhaul.activities.live.BatchLog;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.live.Selection;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.repartition.swap.Carrier;
import io.longhaul.activities.repartition.swap.ChangeLog;
import io.longhaul.activities.repartition.swap.Pairs;
import io.longhaul.activities.repartition.swap.Settlement;
import io.longhaul.activities.repartition.swap.Swap;
import io.longhaul.activities.repartition.swap.TablePair;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.SourceKey;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.repartition.Aim;
import io.longhaul.workflows.repartition.RepartitionSpec;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One job's way from a live table to its new layout, step by step. Each step looks in the target how far the two tables are, so
 * one that is done is harmless to do again.
 */
final class Conversion {

    private final TargetDatabase target;
    private final LiveDatabase database;
    private final JobId job;
    private final RepartitionSpec spec;
    private final Aim.Forward aim;
    private final Watch watch;

    Conversion(TargetDatabase target, JobId job, RepartitionSpec spec, Watch watch) {
        this.target = target;
        this.database = LiveDatabase.within(target, spec.limits());
        this.job = job;
        this.spec = spec;
        this.aim = (Aim.Forward) spec.aim();
        this.watch = watch;
    }

    LiveDatabase database() {
        return database;
    }

    private Plan plan() {
        return database.calmly("looking at table " + spec.table(), watch, transaction -> Plan.read(transaction, spec));
    }

    private Inspection.Progress progress() {
        return new Inspection(target, spec).progress(watch);
    }

    private Optional<TablePair> begun() {
        return progress().of(job);
    }

    /** While the new table is not in use. */
    private Optional<TablePair> prepared() {
        Inspection.Progress progress = progress();
        if (progress.of(job).isEmpty() && !progress.done()) {
            throw new MigrationException(
                    FailureKind.SCHEMA_MISMATCH,
                    "nothing is noted of table " + spec.table()
                            + " in longhaul.repartition any more: run again with --fresh");
        }
        return progress.of(job).filter(pair -> pair.phase() == TablePair.Phase.PREPARED);
    }

    /** Whether there is nothing to copy, nor to begin. */
    private boolean isBegun() {
        Inspection.Progress progress = progress();
        return progress.done() || progress.of(job).isPresent();
    }

    void requireGood() {
        new Inspection(target, spec).requireGood(job, watch);
    }

    /** The rows to copy; none where they are copied and swapped. */
    Selection rows() {
        return progress().done() ? Selection.none(database, plan().table()) : Selection.all(database, plan().table());
    }

    Optional<SourceKey> last() {
        return database.calmly("looking for the last row", watch, rows()::last);
    }

    void backUp(Consumer<@Nullable String> note) {
        if (!isBegun()) {
            var unused = new Backups(target).make(spec.table(), job.toString(), aim.retentionDays(), note, watch);
        }
    }

    /** The new table, then the log: whoever sees the one noted sees the other at work. */
    void prepare() {
        if (isBegun()) {
            return;
        }
        Plan plan = plan();
        var table = database.calmly("making the new table of " + spec.table(), watch, transaction -> {
            transaction.execute("SELECT pg_advisory_xact_lock(hashtext('longhaul'))");
            Pairs.create(transaction);
            BatchLog.create(transaction);
            new BatchLog(job).forget(transaction);
            new Made(plan).create(transaction);
            return plan.table();
        });
        var unused = database.briefly(
                "logging what is written to table " + table,
                watch,
                transaction -> Pairs.begin(transaction, job, table, plan.madeName(), plan.columns()));
    }

    /** What all batches have in common. */
    Copying copying() {
        Plan plan = plan();
        return new Copying(database, plan.table(), plan.columns(), plan.made(), new BatchLog(job));
    }

    void index(Consumer<@Nullable String> note) {
        prepared().ifPresent(pair -> {
            Plan plan = plan();
            if (plan.valuesMayMove()) {
                new Carrier(database, pair).leaveOutLogged(watch);
            }
            new Made(plan).index(database, note, watch);
        });
    }

    /** After the swap the log is emptied into the old table: so it stays small where the migration is run again now and then. */
    void catchUp(Consumer<@Nullable String> note) {
        begun().filter(pair -> !pair.phase().ended()).ifPresent(pair -> {
            note.accept("carrying over what was written meanwhile");
            if (pair.phase() == TablePair.Phase.PREPARED) {
                copying().rest(ChangeLog.ofLive(pair), watch);
            }
            var unused = new Carrier(database, pair).catchUp(note, watch);
        });
    }

    /** Nothing where only one table is kept up. */
    Verification compare() {
        return begun().filter(pair -> !pair.phase().ended())
                .map(pair -> Comparison.inOneSnapshot(database, pair, aim.layout(), watch, Comparison::run))
                .orElse(Verification.NOTHING);
    }

    void swap(Consumer<@Nullable String> note) {
        prepared().ifPresent(pair -> {
            note.accept("swapping table " + pair);
            Swap swap = new Swap(database, pair);
            swap.prepare(watch);
            var unused = swap.forward(note, watch);
        });
    }

    void settle() {
        begun().filter(pair -> pair.phase() == TablePair.Phase.SWAPPED).ifPresent(pair -> {
            new Settlement(database, pair).run(watch);
            var unused = database.calmly("making the view of partitions", watch, transaction -> {
                PartitionHealth.create(transaction, pair.schema());
                return pair;
            });
        });
    }

    Verification verify() {
        return begun().map(pair -> database.calmly(
                        "looking at table " + pair, watch, transaction -> new Standing(transaction, pair, spec).run()))
                .orElse(Verification.NOTHING);
    }
}
