package io.longhaul.activities.ledger;

import io.longhaul.workflows.engine.JobId;

/** What became of a {@link JobRequest}. */
public sealed interface OpenedJob {

    /**
     * A new job: there was none of the name, the last was completed, or had copied all and was found to differ, or a
     * fresh one was asked for.
     */
    record Created(JobId id) implements OpenedJob {}

    /** The name's last job is not finished and moves the same things: the run goes on with it. */
    record Resumed(JobView job) implements OpenedJob {}

    /** The name's last job moves something else; nothing was written. */
    record Conflict(JobView job) implements OpenedJob {}
}
