package io.longhaul.workflows.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job somebody wants to run.
 *
 * @param source in words for people, as {@code db:3306/longhaul.ip_summary}; with sink and model it is the job's
 *     identity
 * @param model empty where the recipe has none
 * @param limit records to take; null for all. No part of the identity
 * @param updatedColumn where the source records when a row changed last; null where it does not. No part of the
 *     identity
 * @param settings what is set for it, for its report: by the names that users know, and without secrets. No part of the
 *     identity
 */
public record JobRequest(
        String name,
        String recipe,
        String source,
        String sink,
        String model,
        int batchSize,
        @Nullable Long limit,
        @Nullable String updatedColumn,
        Map<String, String> settings) {

    public JobRequest {
        // Null in a schedule that was made before there were any.
        settings = settings == null ? Map.of() : Map.copyOf(settings);
    }
}
