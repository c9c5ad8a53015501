package io.longhaul.activities.postgres;

import io.longhaul.activities.MigrationException;
import io.longhaul.workflows.engine.FailureKind;

/**
 * Which PostgreSQL a target is.
 *
 * @param number as {@code server_version_num}: 140022
 */
public record ServerVersion(int number) {

    /** The first one that ends a statement whose client is gone. What a killed worker has begun would go on for hours. */
    static final int OLDEST = 14;

    public static ServerVersion of(TargetDatabase target) {
        return target.transaction(
                "asking for its version",
                () -> {},
                transaction -> transaction.row(
                        "SELECT current_setting('server_version_num')::int", row -> new ServerVersion(row.getInt(1))));
    }

    /**
     * Whether a table that is in use may be changed there.
     *
     * @param address of the server, for the message
     * @throws MigrationException where it is too old
     */
    public void requireForLiveTables(String address) {
        if (number / 10_000 < OLDEST) {
            throw new MigrationException(
                    FailureKind.INVALID_SPEC,
                    "PostgreSQL at " + address + " is of version " + this
                            + ", and a table that is in use is changed by " + OLDEST
                            + " or newer only: upgrade that server, or name another by TARGET_URL");
        }
    }

    /** As people write it: {@code 14.22}, and {@code 9.6.24} of old. */
    @Override
    public String toString() {
        return number >= 100_000
                ? number / 10_000 + "." + number % 10_000
                : number / 10_000 + "." + number / 100 % 100 + "." + number % 100;
    }
}
