package io.longhaul.starter.report;

import io.longhaul.activities.backups.Backup;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A backup, as commands print it.
 *
 * @param backup with its schema
 * @param parts tables that hold its rows
 * @param bytes that they take on disk
 * @param status {@code made}, {@code verified}, {@code broken} or {@code dropped}
 * @param expired whether its time is over
 */
public record BackupReport(
        String backup,
        String table,
        List<String> parts,
        String revision,
        Instant created,
        long rows,
        BigInteger checksum,
        long bytes,
        int retentionDays,
        Instant expires,
        boolean expired,
        @Nullable Instant verified,
        String status,
        @Nullable Instant dropped) {

    private static final Duration SOON = Duration.ofDays(2);

    /** @param now by the database's clock */
    public static BackupReport of(Backup backup, long bytes, Instant now) {
        return new BackupReport(
                backup.toString(),
                backup.schema() + "." + backup.table(),
                backup.parts(),
                backup.revision(),
                backup.created(),
                backup.content().rows(),
                backup.content().checksum(),
                bytes,
                backup.retentionDays(),
                backup.expires(),
                backup.expired(now),
                backup.verified(),
                backup.status().word(),
                backup.dropped());
    }

    /** Whether its time is nearly over. */
    public boolean expiresSoon(Instant now) {
        return !expired && expires.isBefore(now.plus(SOON));
    }

    /** A line of a table. */
    public String row() {
        return String.format(
                Locale.ROOT,
                "%-44s %12s %12s  %-9s %s%s",
                backup,
                Texts.count(rows),
                Texts.megabytes(bytes),
                status,
                expires,
                expired && dropped == null ? "  expired" : "");
    }

    /** The head of {@link #row}. */
    public static String head() {
        return "%-44s %12s %12s  %-9s %s".formatted("BACKUP", "ROWS", "SIZE", "STATUS", "KEPT UNTIL");
    }
}
