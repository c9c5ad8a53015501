package io.longhaul.activities.repartition;

import static io.longhaul.activities.ActivityErrors.translated;

import io.longhaul.activities.Heartbeats;
import io.longhaul.activities.ledger.Notes;
import io.longhaul.activities.postgres.TargetDatabase;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.Verification;
import io.longhaul.workflows.repartition.Aim;
import io.longhaul.workflows.repartition.RepartitionSpec;
import io.longhaul.workflows.repartition.ReturnActivities;
import java.util.function.Function;

/** See {@link ReturnActivities}. */
public final class ReturnActivitiesImpl implements ReturnActivities {

    private final TargetDatabase target;
    private final Notes notes;

    public ReturnActivitiesImpl(TargetDatabase target, Notes notes) {
        this.target = target;
        this.notes = notes;
    }

    private Returning returning(JobId job, RepartitionSpec spec) {
        if (spec.aim() instanceof Aim.CleanUp) {
            return new CleaningUp(target);
        }
        if (spec.aim() instanceof Aim.Restore) {
            return new Restoring(target, job, spec);
        }
        if (spec.aim() instanceof Aim.Back) {
            return new GoingBack(target, spec);
        }
        if (spec.aim() instanceof Aim.Finalize) {
            return new Finalizing(target, job, spec);
        }
        throw new IllegalStateException("no recipe has the aim " + spec.aim());
    }

    @Override
    public void look(JobId job, RepartitionSpec spec) {
        watched(watch -> {
            returning(job, spec).look(watch);
            return spec;
        });
    }

    @Override
    public void carryOut(JobId job, RepartitionSpec spec) {
        watched(watch -> {
            returning(job, spec).carryOut(notes.of(job), watch);
            return spec;
        });
    }

    @Override
    public Verification verify(JobId job, RepartitionSpec spec) {
        return watched(watch -> returning(job, spec).verify(watch));
    }

    private static <T> T watched(Function<Watch, T> work) {
        return translated(() -> Heartbeats.during(() -> work.apply(Watch.ofThisThread())));
    }
}
