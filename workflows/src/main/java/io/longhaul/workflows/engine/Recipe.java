package io.longhaul.workflows.engine;

import io.temporal.failure.ApplicationFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one kind of migration does in each phase. Deterministic: it only calls activities. */
public interface Recipe {

    /**
     * PREFLIGHT: looks at source and target, writes nothing, and fails with the reason where they don't fit.
     *
     * @param round null for all records
     */
    Survey survey(JobId job, @Nullable Long limit, @Nullable Round round);

    /** COPY: how many records there are to take. It may take minutes, so that nothing waits for it. */
    long count(JobId job, @Nullable Long limit, @Nullable Round round, Survey survey);

    /** PREPARE: makes the target ready; harmless when it is. */
    void prepare(JobId job);

    /** Freezes a range's batches in the ledger, or returns those that were frozen before. */
    RangePlan plan(RangeRequest request);

    /** COPY: moves one batch and settles it in the ledger. */
    BatchCounts copy(JobId job, PlannedBatch batch);

    /** FINISH: adds to the target what is better made when its records are there, as keys and indexes. */
    void finish(JobId job);

    /** VERIFY: looks in the target for every record of the ranges that were copied. */
    Verification verify(JobId job, List<KeyRange> ranges);

    /** VERIFY: compares a sample of all that was copied by content, and the target as a whole with the source. */
    Verification verifyTarget(JobId job);

    /** What a recipe can't do, and the way out. */
    static ApplicationFailure refused(String recipe, String reason) {
        return ApplicationFailure.newNonRetryableFailure(
                "the recipe " + recipe + " can't do that: " + reason, FailureKind.INVALID_SPEC.name());
    }
}
