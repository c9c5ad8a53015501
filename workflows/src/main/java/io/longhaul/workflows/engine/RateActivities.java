package io.longhaul.workflows.engine;

import io.temporal.activity.ActivityInterface;

/** What limits a task queue for the whole cluster. Setting a limit twice is setting it once. */
@ActivityInterface(namePrefix = "Rate.")
public interface RateActivities {

    /**
     * Limits how often activities of the embeddings queue are started, over all workers together. Each is one request
     * as long as a batch fits into one.
     *
     * @param perMinute 0 takes the limit away
     */
    void limitEmbeddings(int perMinute);
}
