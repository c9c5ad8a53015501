package io.longhaul.activities.ledger;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An issue as a test run found it, without any value of a row.
 *
 * @param category of the issue, for people: {@code data quality}
 * @param kind its own name
 * @param rows how many it concerns; 0 where it is about none
 * @param examples keys of some of them
 * @param severity HIGH, MED or LOW
 * @param open whether no rule says what becomes of it
 * @param proposal a rule as a spec has it; null where nothing has to be done
 * @param rule that is given; null for none
 */
public record FoundIssue(
        String category,
        String kind,
        @Nullable String table,
        @Nullable String column,
        @Nullable String constraint,
        long rows,
        List<String> examples,
        String severity,
        String effect,
        boolean open,
        @Nullable String proposal,
        @Nullable String rule) {

    public FoundIssue {
        examples = List.copyOf(examples);
    }

    /** What it is about, as {@code users.email}; empty for the source as a whole. */
    public String where() {
        String name = column == null ? constraint : column;
        return table == null ? "" : name == null ? table : table + "." + name;
    }

    /** Whether it is the same issue, in whatever run it was found. */
    public boolean sameAs(FoundIssue other) {
        return kind.equals(other.kind)
                && Objects.equals(table, other.table)
                && Objects.equals(column, other.column)
                && Objects.equals(constraint, other.constraint);
    }
}
