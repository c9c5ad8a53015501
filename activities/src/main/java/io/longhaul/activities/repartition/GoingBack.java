package io.longhaul.activities.repartition;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.repartition.swap.Carrier;
import io.longhaul.activities.repartition.swap.Pairs;
import io.longhaul.activities.repartition.swap.Settlement;
import io.longhaul.activities.repartition.swap.Swap;
import io.longhaul.activities.repartition.swap.TablePair;
import io.longhaul.activities.repartition.swap.TablePair.Phase;
import io.longhaul.activities.repartition.swap.WayBack;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.repartition.Layout;
import io.longhaul.workflows.repartition.RepartitionSpec;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Leads a table back to what it was. Before the swap the new table is dropped; after it the old one takes the name again, with
 * all writes that came since, and then the new one is dropped.
 */
final class GoingBack implements Returning {

    private final RepartitionSpec spec;
    private final LiveDatabase database;

    GoingBack(TargetDatabase target, RepartitionSpec spec) {
        this.spec = spec;
        this.database = LiveDatabase.within(target, spec.limits());
    }

    private TablePair pair(Watch watch) {
        return Pairs.of(database, spec.table(), watch);
    }

    @Override
    public void look(Watch watch) {
        TablePair pair = pair(watch);
        if (pair.phase() == Phase.FINAL) {
            throw new MigrationException(
                    FailureKind.INVALID_SPEC,
                    "the new layout of table " + pair
                            + " is final, and the old table has not followed since: divide it anew,"
                            + " or restore a backup of it");
        }
    }

    @Override
    public void carryOut(Consumer<@Nullable String> note, Watch watch) {
        TablePair pair = pair(watch);
        if (pair.phase() == Phase.SWAPPED) {
            note.accept("carrying over what was written since the swap");
            var carried = new Carrier(database, pair).catchUp(note, watch);
            note.accept("comparing both tables, after " + carried + " writes were carried over");
            Verification found =
                    Comparison.inOneSnapshot(database, pair, new Layout.Plain(null), watch, Comparison::rowsAlone);
            if (!found.passed()) {
                throw new MigrationException(
                        FailureKind.VERIFICATION_FAILED,
                        "the old table is not what table " + pair + " is, so they are not swapped: "
                                + found.findings());
            }
            note.accept("swapping table " + pair);
            var unused = new Swap(database, pair).back(note, watch);
        }
        note.accept("validating foreign keys");
        new Settlement(database, pair).run(watch);
        new WayBack(database, pair).dropMade(watch);
        note.accept(null);
    }

    @Override
    public Verification verify(Watch watch) {
        return Standing.look(database, spec, pair(watch), watch);
    }
}
