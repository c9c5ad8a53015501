package io.longhaul.workflows.engine;

import org.jspecify.annotations.Nullable;

/**
 * One run of a migration.
 *
 * @param name the user's name for it
 * @param limit take only the first so many records of the source; null takes all
 */
public record MigrationInput(
        JobId job,
        String name,
        Work work,
        Spec spec,
        Tuning tuning,
        @Nullable Long limit) {

    /** The workflow's id: one name runs once at a time. */
    public static String workflowId(String name) {
        return "longhaul/" + name;
    }
}
