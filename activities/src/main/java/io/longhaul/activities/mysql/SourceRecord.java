package io.longhaul.activities.mysql;

import io.longhaul.workflows.engine.SourceKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row.
 *
 * @param text what is to be embedded; null where the column is NULL or undecodable
 * @param undecodable why the text is not text, without any of it; null where it is
 * @param payload the other columns, in the order asked for: null, {@link Long}, {@link Double}, {@link Boolean} or
 *     {@link String}
 */
public record SourceRecord(
        SourceKey key, @Nullable String text, @Nullable String undecodable, Map<String, @Nullable Object> payload) {

    public SourceRecord {
        payload = Collections.unmodifiableMap(new LinkedHashMap<>(payload));
    }

    /** The key and no content, so that a record in a log tells nothing. */
    @Override
    public String toString() {
        return "SourceRecord[" + key + "]";
    }
}
