package io.longhaul.starter.report;

import io.longhaul.activities.backups.Cleaned;
import org.jspecify.annotations.Nullable;

/**
 * What {@code backups cleanup} did with an expired one, or would do.
 *
 * @param kept why it was; null where it was dropped
 */
public record BackupCleaned(
        String backup, boolean dropped, @Nullable String kept) {

    public static BackupCleaned of(Cleaned cleaned) {
        return new BackupCleaned(cleaned.backup().toString(), cleaned.dropped(), cleaned.refusal());
    }
}
