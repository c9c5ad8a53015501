package io.longhaul.activities.embed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longhaul.workflows.engine.SourceKey;

/** A key as a point carries it: a JSON array of texts, so that no two keys are the same text. */
final class KeyText {

    private static final ObjectMapper JSON = new ObjectMapper();

    private KeyText() {}

    static String of(SourceKey key) {
        try {
            return JSON.writeValueAsString(key.parts());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a list of texts is JSON", e);
        }
    }

    /** @throws IllegalArgumentException for a text that {@link #of} did not make */
    static SourceKey parse(String text) {
        try {
            return JSON.readValue(text, SourceKey.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a key: " + e.getOriginalMessage(), e);
        }
    }
}
