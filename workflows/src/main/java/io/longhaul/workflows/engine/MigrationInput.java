package io.longhaul.workflows.engine;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of a migration.
 *
 * @param name the user's name for it
 * @param limit take only the first so many records of the source; null takes all
 * @param retries which failed records to take up again, one request after the other, when all else is copied
 * @param searchable whether the namespace knows the search attributes of {@link MigrationAttributes}
 */
public record MigrationInput(
        JobId job,
        String name,
        Work work,
        Spec spec,
        Tuning tuning,
        @Nullable Long limit,
        List<RetryRequest> retries,
        boolean searchable) {

    public MigrationInput {
        retries = List.copyOf(retries);
        if (work == Work.RETRY_FAILED && retries.isEmpty()) {
            retries = List.of(RetryRequest.ALL);
        }
    }

    /** The workflow's id: one name runs once at a time. */
    public static String workflowId(String name) {
        return "longhaul/" + name;
    }

    /** The input of the run that goes on with this one. */
    MigrationInput goingOn(Tuning now, Collection<RetryRequest> waiting) {
        return new MigrationInput(job, name, work, spec, now, limit, List.copyOf(waiting), searchable);
    }
}
