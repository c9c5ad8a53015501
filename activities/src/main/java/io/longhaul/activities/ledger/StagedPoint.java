package io.longhaul.activities.ledger;

import io.longhaul.workflows.engine.SourceKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A point on its way to the target.
 *
 * @param id the point's id as text
 * @param key the record it is of; a record that was split has several points
 * @param checksum of content, model and dimensions
 * @param content the text to embed; null unless {@code action} is UPSERT
 * @param tokens of the content
 * @param vector null until it is embedded
 * @param error why the embeddings API refused the content; null when it did not
 */
public record StagedPoint(
        String id,
        SourceKey key,
        Action action,
        String checksum,
        @Nullable String content,
        int tokens,
        Map<String, @Nullable Object> payload,
        float @Nullable [] vector,
        @Nullable String error) {

    /** What is to be done with the point. */
    public enum Action {
        UPSERT,
        /** Its text is as it was and its vector stays; only the payload has changed. */
        PAYLOAD,
        /** Its record no longer has so many parts. */
        DELETE
    }

    public boolean waitsForVector() {
        return action == Action.UPSERT && vector == null && error == null;
    }
}
