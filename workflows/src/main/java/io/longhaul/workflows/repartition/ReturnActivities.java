package io.longhaul.workflows.repartition;

import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.Verification;
import io.temporal.activity.ActivityInterface;

/** What leads back, or makes a way back superfluous: every aim but forward. */
@ActivityInterface(namePrefix = "Return.")
public interface ReturnActivities {

    /** Says why the aim can't be reached; changes nothing. */
    void look(JobId job, RepartitionSpec spec);

    /** Does all of it; cut off, it goes on where it was. */
    void carryOut(JobId job, RepartitionSpec spec);

    /** Looks whether all stands as it should. */
    Verification verify(JobId job, RepartitionSpec spec);
}
