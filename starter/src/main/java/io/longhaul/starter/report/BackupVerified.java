package io.longhaul.starter.report;

import io.longhaul.activities.backups.Verified;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code backups verify} has found.
 *
 * @param rows that it should have
 * @param found that it has
 * @param fault null where it holds
 * @param table what its table is by now; that it has changed is no fault
 * @param sampled rows that were looked up in the table, of which so many are the same there
 */
public record BackupVerified(
        String backup,
        boolean holds,
        @Nullable String fault,
        long rows,
        long found,
        BigInteger checksum,
        String table,
        int sampled,
        int same) {

    public static BackupVerified of(Verified verified) {
        return new BackupVerified(
                verified.backup().toString(),
                verified.holds(),
                verified.fault(),
                verified.backup().content().rows(),
                verified.found().rows(),
                verified.found().checksum(),
                verified.table(),
                verified.spots().rows(),
                verified.spots().same());
    }

    /** For people. */
    public List<String> text() {
        List<String> lines = new ArrayList<>();
        lines.add("Backup " + backup + (holds ? " holds." : " does not hold: " + fault + "."));
        if (holds) {
            lines.add("  Rows        " + Texts.count(found) + ", checksum " + checksum + ", as when it was made");
        }
        lines.add("  By now      " + table);
        if (sampled > 0) {
            lines.add("  Spot check  " + same + " of " + Texts.count(sampled, "row", "rows")
                    + " are the same in the table");
        }
        return lines;
    }
}
