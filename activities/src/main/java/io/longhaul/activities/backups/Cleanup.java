package io.longhaul.activities.backups;

import static io.longhaul.activities.relational.PgNames.literal;

import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Drops backups whose time is over, and nothing that could still be needed: only what is recorded, was verified, still holds
 * what it held then, and whose table is in use. Running it twice is harmless, as each is dropped in one transaction with its record.
 */
final class Cleanup {

    private final LiveDatabase database;
    private final boolean dry;

    /** @param dry to find out what would happen */
    Cleanup(LiveDatabase database, boolean dry) {
        this.database = database;
        this.dry = dry;
    }

    Cleaned clean(Backup backup, Watch watch) {
        Optional<String> refusal = database.calmly(
                "looking at backup " + backup,
                watch,
                transaction -> Optional.ofNullable(refusal(new Reading(transaction), transaction, backup)));
        if (refusal.isPresent()) {
            return new Cleaned(backup, refusal.get());
        }
        return database.briefly("dropping backup " + backup, watch, transaction -> dropped(transaction, backup));
    }

    private static @Nullable String refusal(Reading reading, Transaction transaction, Backup backup)
            throws SQLException {
        String command = "backups verify " + backup;
        if (backup.status() == Backup.Status.MADE) {
            return "it was never verified: " + command;
        }
        String table = backup.quotedTable();
        if (!reading.exists(table)) {
            return "table " + backup.table()
                    + " is gone, and this may be all that is left of it: restore it, or drop the" + " backup by hand";
        }
        if (!transaction.holds(
                "(SELECT relkind IN ('r', 'p') FROM pg_class WHERE oid = " + literal(table) + "::regclass)")) {
            return backup.table() + " is no table any more";
        }
        if (backup.content().rows() > 0 && !transaction.holds("EXISTS (SELECT FROM " + table + ")")) {
            return "table " + backup.table() + " is empty, and the backup has "
                    + backup.content().rows() + " rows of it: restore it, or drop the backup by hand";
        }
        Verified verified = reading.backup(backup);
        return verified.holds() ? null : verified.fault() + ": look at it with " + command;
    }

    private Cleaned dropped(Transaction transaction, Backup backup) throws SQLException {
        Register register = Register.in(transaction, backup.schema());
        Instant now = transaction.row("SELECT now()", row -> row.getTimestamp(1).toInstant());
        // Reading it took long, and it may have been extended or dropped meanwhile.
        if (register.hold(backup.name())
                .filter(found -> found.status() != Backup.Status.DROPPED && found.expired(now))
                .isEmpty()) {
            return new Cleaned(backup, "it was extended, or dropped, while it was looked at");
        }
        for (String part : backup.quotedParts()) {
            SQLException failure = transaction.attempt("DROP TABLE " + part);
            if (failure != null && "2BP01".equals(failure.getSQLState())) {
                transaction.giveUp();
                return new Cleaned(
                        backup, "something depends on its table " + part + ", such as a view: drop that first");
            }
            if (failure != null) {
                throw failure;
            }
        }
        if (dry) {
            transaction.giveUp();
        } else {
            register.dropped(backup);
        }
        return new Cleaned(backup, null);
    }
}
