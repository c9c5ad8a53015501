package io.longhaul.activities.ledger;

import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.JobRequest;

/** What became of a {@link JobRequest}. */
public sealed interface OpenedJob {

    /** The job: the new one, the one to go on with, or the one in the way. */
    JobId id();

    /**
     * A new job: there was none of the name, the last was completed, or had copied all and was found to differ, or a
     * fresh one was asked for.
     */
    record Created(JobId id) implements OpenedJob {}

    /** The name's last job is not finished and moves the same things: the run goes on with it. */
    record Resumed(JobView job) implements OpenedJob {
        @Override
        public JobId id() {
            return job.id();
        }
    }

    /** The name's last job was completed: the run takes what is new and what has changed since. */
    record NextRound(JobId id) implements OpenedJob {}

    /** The name's last job has copied all that there was, and its target was not reset; nothing was written. */
    record Copied(JobView job) implements OpenedJob {
        @Override
        public JobId id() {
            return job.id();
        }
    }

    /** The name's last job moves something else; nothing was written. */
    record Conflict(JobView job) implements OpenedJob {
        @Override
        public JobId id() {
            return job.id();
        }
    }
}
