package io.longhaul.workflows.engine;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/**
 * The key of one source record, a text for each key column. Only the source's database may compare two keys: their
 * order is its collation's, never Java's.
 */
public record SourceKey(@JsonValue List<String> parts) {

    @JsonCreator
    public SourceKey {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a key has at least one column");
        }
    }

    public static SourceKey of(String... parts) {
        return new SourceKey(List.of(parts));
    }

    @Override
    public String toString() {
        return String.join(", ", parts);
    }
}
