package io.longhaul.workflows.embed;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** What calls the embeddings API, on a task queue of its own, so that its rate is one for the whole cluster. */
@ActivityInterface(namePrefix = "Embed.")
public interface EmbeddingActivities {

    /** Stages a vector for every staged point that has none, or the reason why the API refused its text. */
    @ActivityMethod
    void embed(EmbedBatch batch, Fetched fetched);
}
