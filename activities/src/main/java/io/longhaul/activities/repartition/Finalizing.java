package io.longhaul.activities.repartition;

import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.backups.Backups;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.repartition.swap.Pairs;
import io.longhaul.activities.repartition.swap.TablePair;
import io.longhaul.activities.repartition.swap.TablePair.Phase;
import io.longhaul.activities.repartition.swap.WayBack;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.repartition.RepartitionSpec;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Ends that the old table follows the new one. It stays as it is then, as a backup whose time will be over. */
final class Finalizing implements Returning {

    private static final int RETENTION_DAYS = 7;

    private final JobId job;
    private final RepartitionSpec spec;
    private final LiveDatabase database;
    private final Backups backups;

    Finalizing(TargetDatabase target, JobId job, RepartitionSpec spec) {
        this.job = job;
        this.spec = spec;
        this.database = LiveDatabase.within(target, spec.limits());
        this.backups = new Backups(target);
    }

    private TablePair pair(Watch watch) {
        return Pairs.of(database, spec.table(), watch);
    }

    @Override
    public void look(Watch watch) {
        TablePair pair = pair(watch);
        if (pair.phase() == Phase.PREPARED || pair.phase() == Phase.RETURNED) {
            throw new MigrationException(
                    FailureKind.INVALID_SPEC,
                    "table " + pair + " does not have its new layout, "
                            + (pair.phase() == Phase.PREPARED
                                    ? "as that migration is not done: run it to its end"
                                    : "as it was led back")
                            + ": there is nothing to finalize");
        }
    }

    @Override
    public void carryOut(Consumer<@Nullable String> note, Watch watch) {
        new WayBack(database, pair(watch)).close(watch);
        TablePair pair = pair(watch);
        if (!pair.originalName().isEmpty()) {
            note.accept("recording the old table as a backup");
            var unused = backups.adopt(
                    quoted(pair.schema()) + "." + quoted(pair.originalName()),
                    pair.name(),
                    job.toString(),
                    RETENTION_DAYS,
                    watch);
        }
        note.accept(null);
    }

    @Override
    public Verification verify(Watch watch) {
        return Standing.look(database, spec, pair(watch), watch);
    }
}
