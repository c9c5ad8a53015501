package io.longhaul.workflows.engine;

import java.util.List;

/**
 * What a schedule runs each time.
 *
 * @param searchable see {@link MigrationInput}
 */
public record ScheduledRun(JobRequest job, Spec spec, Tuning tuning, boolean searchable) {

    MigrationInput with(JobId opened) {
        return new MigrationInput(opened, job.name(), Work.COPY, spec, tuning, null, List.of(), searchable);
    }
}
