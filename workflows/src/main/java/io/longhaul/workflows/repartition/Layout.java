package io.longhaul.workflows.repartition;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import org.jspecify.annotations.Nullable;

/** How a table is divided. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "by")
@JsonSubTypes({
    @JsonSubTypes.Type(Layout.ByList.class),
    @JsonSubTypes.Type(Layout.ByRange.class),
    @JsonSubTypes.Type(Layout.ByHash.class),
    @JsonSubTypes.Type(Layout.Plain.class)
})
public sealed interface Layout {

    /** More make planning of statements slow, and take more locks than a server has by default. */
    int MOST = 1_000;

    /**
     * A partition for each value of a stored key, which is computed from a column, and one for rows without it.
     *
     * @param of the column
     * @param key the name of the key, which is added
     * @param value SQL over the row that gives 0 to {@code partitions} - 1; null for a hash of the column
     */
    @JsonTypeName("list")
    record ByList(
            String of, String key, int partitions, @Nullable String value) implements Layout {
        public ByList {
            bounded(partitions);
        }
    }

    /**
     * A partition for each month, and one for rows beyond.
     *
     * @param of a date or timestamp that is never NULL
     * @param ahead months after the last row's that get theirs already
     */
    @JsonTypeName("range")
    record ByRange(String of, int ahead) implements Layout {
        public ByRange {
            if (ahead < 0 || ahead > 120) {
                throw new IllegalArgumentException(ahead + " months ahead: give 0 to 120");
            }
        }
    }

    /** PostgreSQL's own hash of a column. */
    @JsonTypeName("hash")
    record ByHash(String of, int partitions) implements Layout {
        public ByHash {
            bounded(partitions);
        }
    }

    /**
     * No partitions.
     *
     * @param drop a column that is left out, as a partition key that nobody needs any more; null for none
     */
    @JsonTypeName("none")
    record Plain(@Nullable String drop) implements Layout {}

    private static void bounded(int partitions) {
        if (partitions < 1 || partitions > MOST) {
            throw new IllegalArgumentException(partitions + " partitions: give 1 to " + MOST);
        }
    }
}
