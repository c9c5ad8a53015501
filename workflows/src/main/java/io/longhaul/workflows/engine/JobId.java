package io.longhaul.workflows.engine;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** Names one job in the ledger. A migration's name may have had several jobs; each has an id of its own. */
public record JobId(@JsonValue UUID value) {

    @JsonCreator
    public static JobId of(String text) {
        return new JobId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
