package io.longhaul.activities.backups;

import org.jspecify.annotations.Nullable;

/**
 * What reading a backup again has shown.
 *
 * @param fault why it does not hold; null where it does
 * @param found what is in it; nothing where it could not be read
 * @param table what the table is by now, in a few words: that it has changed since is no fault
 * @param spots some of its rows beside the table's; none where they have no key, or the table lacks a column
 */
public record Verified(Backup backup, @Nullable String fault, Content found, String table, SpotCheck spots) {

    public boolean holds() {
        return fault == null;
    }
}
