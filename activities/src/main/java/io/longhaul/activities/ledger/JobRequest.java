package io.longhaul.activities.ledger;

import org.jspecify.annotations.Nullable;

/**
 * A job somebody wants to run.
 *
 * @param source in words for people, as {@code db:3306/longhaul.ip_summary}; with sink and model it is the job's
 *     identity
 * @param model empty where the recipe has none
 * @param limit records to take; null for all. No part of the identity
 */
public record JobRequest(
        String name,
        String recipe,
        String source,
        String sink,
        String model,
        int batchSize,
        @Nullable Long limit) {

    /** Whether a job moves the same things. */
    boolean matches(JobView job) {
        return recipe.equals(job.recipe())
                && source.equals(job.source())
                && sink.equals(job.sink())
                && model.equals(job.model());
    }
}
