package io.longhaul.starter.report;

import io.longhaul.activities.repartition.swap.LayoutNow;
import java.util.Locale;

/**
 * Which layout a table has, of the two between which a migration moves it.
 *
 * @param phase {@code prepared}, {@code swapped}, {@code returned} or {@code final}
 * @param since when it is in this phase
 * @param beside the other table, without its schema; empty where it is gone
 */
public record LayoutReport(String phase, String since, String beside) {

    public static LayoutReport of(LayoutNow layout) {
        return new LayoutReport(
                layout.phase().name().toLowerCase(Locale.ROOT), layout.since().toString(), layout.beside());
    }

    /** For people, in one line. */
    public String text() {
        return switch (phase) {
            case "prepared" -> "the old one; the new one is made as " + beside + " since " + since;
            case "swapped" ->
                "the new one since " + since + "; the old table is " + beside + ", and rollback leads back to it";
            case "returned" -> "the old one again since " + since + ", as it was rolled back";
            default ->
                "the new one for good since " + since
                        + (beside.isEmpty() ? "" : "; the old table is kept as " + beside);
        };
    }
}
