package io.longhaul.activities.repartition;

import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.engine.Verification;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a job does whose aim is not forward. Each may be begun again: it looks in the target how far it is. */
interface Returning {

    /** Says why the aim can't be reached; changes nothing. */
    void look(Watch watch);

    /** @param note told what is being done */
    void carryOut(Consumer<@Nullable String> note, Watch watch);

    /** Looks whether all stands as it should. */
    Verification verify(Watch watch);
}
