package io.longhaul.workflows.embed;

import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.PlannedBatch;

/** A batch with all that its activities need to know. */
public record EmbedBatch(JobId job, PlannedBatch batch, EmbedSpec spec) {}
