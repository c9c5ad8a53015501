package io.longhaul.activities.backups;

import org.jspecify.annotations.Nullable;

/**
 * What became of a backup whose time was over, or would become of it.
 *
 * @param refusal why it was kept; null where it was dropped
 */
public record Cleaned(Backup backup, @Nullable String refusal) {

    public boolean dropped() {
        return refusal == null;
    }
}
