package io.longhaul.workflows.repartition;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.List;

/** Where a migration of a table leads to. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "aim")
@JsonSubTypes({
    @JsonSubTypes.Type(Aim.Forward.class),
    @JsonSubTypes.Type(Aim.Back.class),
    @JsonSubTypes.Type(Aim.Finalize.class),
    @JsonSubTypes.Type(Aim.Restore.class),
    @JsonSubTypes.Type(Aim.CleanUp.class)
})
public sealed interface Aim {

    /**
     * Into another layout, with a backup before it.
     *
     * @param widen unique constraints and indexes that may take the partition key as a further column, by name: they hold
     *     for less then
     * @param retentionDays how long the backup is kept
     */
    @JsonTypeName("forward")
    record Forward(Layout layout, List<String> widen, int retentionDays) implements Aim {
        public Forward {
            widen = List.copyOf(widen);
            if (retentionDays < 1 || retentionDays > 3650) {
                throw new IllegalArgumentException("retention is " + retentionDays + " days: give 1 to 3650");
            }
        }
    }

    /** To the table as it was, with the writes that came since. */
    @JsonTypeName("back")
    record Back() implements Aim {}

    /** To the new layout for good: what leads back is removed. */
    @JsonTypeName("finalize")
    record Finalize() implements Aim {}

    /** To the rows of a backup. */
    @JsonTypeName("restore")
    record Restore(String backup) implements Aim {}

    /** Drops backups whose time is over. */
    @JsonTypeName("clean-up")
    record CleanUp() implements Aim {}
}
