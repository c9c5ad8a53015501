package io.longhaul.workflows.engine;

/** The task queues of every recipe; workers may serve one or both. */
public final class TaskQueues {

    /** Workflows, and the activities that read sources and write targets. */
    public static final String MAIN = "longhaul";

    /** Calls to the embeddings API: limited in rate as one, and scaled alone. */
    public static final String EMBED = "longhaul-embed";

    private TaskQueues() {}
}
