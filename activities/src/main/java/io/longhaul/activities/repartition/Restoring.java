package io.longhaul.activities.repartition;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.backups.Backup;
import io.longhaul.activities.backups.Backups;
import io.longhaul.activities.backups.Verified;
import io.longhaul.activities.live.BatchLog;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.live.Throttle;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.repartition.swap.Pairs;
import io.longhaul.activities.repartition.swap.Settlement;
import io.longhaul.activities.repartition.swap.Swap;
import io.longhaul.activities.repartition.swap.TablePair;
import io.longhaul.activities.repartition.swap.WayBack;
import io.longhaul.workflows.engine.Check;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.live.Limits;
import io.longhaul.workflows.repartition.Aim;
import io.longhaul.workflows.repartition.RepartitionSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives a table the rows of a backup again: a new table is made as the live one is, filled, compared with what was recorded of the
 * backup, and takes the name. What was in the table stays beside it, as a backup of its own.
 */
final class Restoring implements Returning {

    /** How long what was replaced is kept. */
    private static final int RETENTION_DAYS = 7;

    /** A backup whose time is over must not be dropped while its rows are read; from each attempt on it has so much left. */
    private static final int READING_DAYS = 1;

    private final JobId job;
    private final RepartitionSpec spec;
    private final LiveDatabase database;
    private final Backups backups;

    Restoring(TargetDatabase target, JobId job, RepartitionSpec spec) {
        this.job = job;
        this.spec = spec;
        this.database = LiveDatabase.within(target, spec.limits());
        this.backups = new Backups(target);
    }

    private Backup backup() {
        return backups.find(((Aim.Restore) spec.aim()).backup());
    }

    private Optional<TablePair> standing(Watch watch) {
        return database.calmly("looking at table " + spec.table(), watch, transaction -> {
            LiveTable table = LiveTable.read(transaction, spec.table());
            return Pairs.find(transaction, table.schema(), table.name());
        });
    }

    /** What this job has begun, unless it was given up. */
    private Optional<TablePair> own(Watch watch) {
        return standing(watch).filter(pair -> pair.job().equals(job) && pair.phase() != TablePair.Phase.RETURNED);
    }

    @Override
    public void look(Watch watch) {
        if (own(watch).isPresent()) {
            return;
        }
        Optional<TablePair> standing = standing(watch);
        if (standing.isPresent() && !standing.get().phase().ended()) {
            throw Pairs.standing(standing.get());
        }
        Backup backup = backup();
        List<String> problems = database.calmly(
                "looking at table " + spec.table(), watch, transaction -> Replacement.of(transaction, spec, backup)
                        .problems(transaction));
        if (!problems.isEmpty()) {
            throw new MigrationException(
                    FailureKind.INVALID_SPEC,
                    "backup " + backup + " is not restored, as " + String.join("; ", problems));
        }
    }

    @Override
    public void carryOut(Consumer<@Nullable String> note, Watch watch) {
        if (own(watch).isEmpty() || own(watch).get().phase() == TablePair.Phase.PREPARED) {
            dropGivenUp(watch);
            try {
                replace(note, watch);
            } catch (MigrationException e) {
                if (!e.kind().retryable()) {
                    giveUp(watch);
                }
                throw e;
            }
        }
        TablePair pair = own(watch).orElseThrow();
        note.accept("validating foreign keys");
        new Settlement(database, pair).run(watch);
        new WayBack(database, pair).close(watch);
        keep(watch);
        note.accept(null);
    }

    /** What is refused for good leaves nothing behind: neither what was made, nor the log that goes with it. */
    private void giveUp(Watch watch) {
        own(watch).ifPresent(pair -> new WayBack(database, pair).dropMade(watch));
    }

    /** What {@link #giveUp} was kept from. */
    private void dropGivenUp(Watch watch) {
        standing(watch)
                .filter(pair -> pair.job().equals(job) && pair.phase() == TablePair.Phase.RETURNED)
                .ifPresent(pair -> new WayBack(database, pair).dropMade(watch));
    }

    private void replace(Consumer<@Nullable String> note, Watch watch) {
        Backup backup = backups.keep(backup(), READING_DAYS);
        note.accept("reading backup " + backup);
        Verified verified = backups.verify(backup, watch);
        if (!verified.holds()) {
            throw new MigrationException(
                    FailureKind.VERIFICATION_FAILED,
                    "backup " + backup + " does not hold, and nothing was restored: " + verified.fault());
        }
        Replacement replacement = database.calmly(
                "looking at table " + spec.table(), watch, transaction -> Replacement.of(transaction, spec, backup));
        TablePair pair = own(watch).orElseGet(() -> begin(replacement, watch));
        Throttle throttle = new Throttle(database, replacement.table(), limits());
        new Refilling(database, replacement, new BatchLog(job)).run(throttle, note, watch);
        replacement.index(database, note, watch);
        note.accept("comparing what was restored with the backup");
        database.calmly("comparing table " + replacement.made() + " with the backup", watch, transaction -> {
            replacement.requireWhole(transaction);
            return pair;
        });
        Swap swap = new Swap(database, pair);
        swap.prepare(watch);
        var unused = swap.forward(note, watch);
    }

    /** Dead rows are what the table may have because of what went wrong; restoring leaves none in it. */
    private Limits limits() {
        Limits all = spec.limits();
        return new Limits(
                all.replicationLag(), 0, all.activeSessions(), all.lockWaits(), all.probe(), all.writerWait());
    }

    private TablePair begin(Replacement replacement, Watch watch) {
        database.calmly("making the new table of " + spec.table(), watch, transaction -> {
            transaction.execute("SELECT pg_advisory_xact_lock(hashtext('longhaul'))");
            Pairs.create(transaction);
            BatchLog.create(transaction);
            new BatchLog(job).forget(transaction);
            replacement.create(transaction);
            return replacement;
        });
        return database.briefly("preparing table " + spec.table(), watch, transaction -> {
            replacement.unmark(transaction);
            return Pairs.beginReplacing(
                    transaction, job, replacement.table(), replacement.madeName(), replacement.columns());
        });
    }

    /** What was in the table gets a name that says so, and is recorded. */
    private void keep(Watch watch) {
        TablePair pair = own(watch).orElseThrow();
        String name = ShadowNames.replaced(pair.name(), pair.moment());
        database.briefly("renaming what was replaced in table " + pair, watch, transaction -> {
            if (!pair.originalName().equals(name) && !pair.originalName().isEmpty()) {
                transaction.execute("ALTER TABLE " + Replacement.in(pair.schema(), pair.originalName()) + " RENAME TO "
                        + Replacement.bare(name));
            }
            return pair;
        });
        var unused =
                backups.adopt(Replacement.in(pair.schema(), name), pair.name(), job.toString(), RETENTION_DAYS, watch);
    }

    @Override
    public Verification verify(Watch watch) {
        return database.calmly("looking at table " + spec.table(), watch, transaction -> {
            LiveTable table = LiveTable.read(transaction, spec.table());
            TablePair pair = Pairs.find(transaction, table.schema(), table.name())
                    .filter(found -> found.job().equals(job))
                    .orElseThrow();
            boolean named = pair.phase() == TablePair.Phase.FINAL && pair.made() == table.oid();
            long invalid = transaction.row(
                    "SELECT (SELECT count(*) FROM pg_index WHERE indrelid = " + table.oid() + " AND NOT indisvalid)"
                            + " + (SELECT count(*) FROM pg_constraint WHERE conrelid = " + table.oid()
                            + " AND NOT convalidated)",
                    row -> row.getLong(1));
            return new Verification(
                    List.of(
                            new Check("table has the rows of the backup", 1, named ? 0 : 1, true),
                            new Check("indexes and constraints are valid", invalid, invalid, true)),
                    List.of());
        });
    }
}
