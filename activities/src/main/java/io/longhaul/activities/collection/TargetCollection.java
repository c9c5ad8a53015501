package io.longhaul.activities.collection;

import io.longhaul.activities.postgres.Watch;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.Verification;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** A collection to write, for one job. Whatever it is asked twice has been done once. Safe for many threads. */
public interface TargetCollection {

    /** Gives a batch's records, one after the other, and the same ones each time. */
    @FunctionalInterface
    interface Records {
        void each(Taker taker);
    }

    /** Takes a batch's records. */
    interface Taker extends Consumer<VectorRecord> {
        /** One that there is no record of to take, and why. */
        void refuse(String id, String reason);
    }

    /** Whether it can take such a collection; writes nothing. */
    void check(JobId job, CollectionFacts source, Watch watch);

    /** Makes what is missing, and notes what is to be copied. */
    void prepare(JobId job, CollectionFacts source, Watch watch);

    /**
     * Copies a batch at once or not at all.
     *
     * @param range which records, in words
     */
    Written copy(JobId job, int batch, String range, Records records, Watch watch);

    /** Makes what is better made when the records are there. */
    void finish(JobId job, CollectionFacts source, Watch watch);

    /** Compares records as they are in the source with those of their ids here; those that can't be here are passed over. */
    Verification compare(JobId job, Collection<VectorRecord> records, Watch watch);

    /**
     * Compares all that is here with what was copied.
     *
     * @param copied records, as the ledger has it
     * @param all whether all of the source were to be: else others may be here, from an earlier run
     */
    Verification whole(JobId job, long copied, boolean all, Watch watch);

    Found nearest(JobId job, float[] vector, int most, Watch watch);

    /** Removes what the job has made, and nothing else; gives the names of what it was. */
    List<String> reset(JobId job, Watch watch);
}
