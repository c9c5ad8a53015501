package io.longhaul.workflows.engine;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/** Where the batches of a range come from. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "of")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RangeScope.Planned.class, name = "planned"),
    @JsonSubTypes.Type(value = RangeScope.Keys.class, name = "keys"),
    @JsonSubTypes.Type(value = RangeScope.Failures.class, name = "failures")
})
public sealed interface RangeScope {

    /** The ledger has them: from an earlier run, or because some of them failed. */
    record Planned() implements RangeScope {}

    /** To be planned from the source, as many as a range holds; see {@link KeyRange}. */
    record Keys(
            @Nullable SourceKey after,
            SourceKey until,
            @Nullable String changedSince) implements RangeScope {

        public Keys(@Nullable SourceKey after, SourceKey until) {
            this(after, until, null);
        }

        public KeyRange range() {
            return new KeyRange(after, until, changedSince);
        }
    }

    /** Records that have failed and were not resolved since. */
    record Failures(RetryRequest which) implements RangeScope {}
}
