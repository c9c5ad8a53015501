package io.longhaul.workflows.engine;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Which records a batch takes. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "of")
@JsonSubTypes({
    @JsonSubTypes.Type(value = BatchScope.Keys.class, name = "keys"),
    @JsonSubTypes.Type(value = BatchScope.Failures.class, name = "failures")
})
public sealed interface BatchScope {

    /** Those of a key range. */
    record Keys(KeyRange range) implements BatchScope {}

    /** Those that failed before and that the ledger has assigned to this batch. */
    record Failures() implements BatchScope {}
}
