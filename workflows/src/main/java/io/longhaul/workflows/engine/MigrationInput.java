package io.longhaul.workflows.engine;

import org.jspecify.annotations.Nullable;

/**
 * One run of a migration.
 *
 * @param name the user's name for it
 * @param limit take only the first so many records of the source; null takes all
 * @param retry which failed records to take up again where {@code work} is RETRY_FAILED; null for all
 * @param searchable whether the namespace knows the search attributes of {@link MigrationAttributes}
 */
public record MigrationInput(
        JobId job,
        String name,
        Work work,
        Spec spec,
        Tuning tuning,
        @Nullable Long limit,
        @Nullable RetryRequest retry,
        boolean searchable) {

    /** The workflow's id: one name runs once at a time. */
    public static String workflowId(String name) {
        return "longhaul/" + name;
    }

    MigrationInput with(Tuning other) {
        return new MigrationInput(job, name, work, spec, other, limit, retry, searchable);
    }
}
