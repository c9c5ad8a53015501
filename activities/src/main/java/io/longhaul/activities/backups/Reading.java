package io.longhaul.activities.backups;

import static io.longhaul.activities.relational.PgNames.literal;

import io.longhaul.activities.postgres.Transaction;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads backups again, in one snapshot with the tables that they are of. */
final class Reading {

    private final Transaction transaction;

    /** @param transaction in which nothing was read yet */
    Reading(Transaction transaction) throws SQLException {
        this.transaction = transaction;
        transaction.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        Checksum.prepare(transaction);
    }

    /** The backup alone. */
    Verified backup(Backup backup) throws SQLException {
        for (String part : backup.quotedParts()) {
            String lacking = lacking(backup, part);
            if (lacking != null) {
                return new Verified(backup, "its table " + lacking, Content.NONE, "not looked at", SpotCheck.NONE);
            }
        }
        Content found = Content.NONE;
        for (String part : backup.quotedParts()) {
            found = found.plus(content(backup, part));
        }
        return new Verified(backup, fault(backup.content(), found), found, "not looked at", SpotCheck.NONE);
    }

    private Content content(Backup backup, String table) throws SQLException {
        return Checksum.over(transaction, table, backup.columns()).of(transaction, table);
    }

    private static @Nullable String fault(Content wanted, Content found) {
        if (found.rows() != wanted.rows()) {
            return "it has " + found.rows() + " rows, and had " + wanted.rows() + " when it was made";
        }
        return found.equals(wanted)
                ? null
                : "it has as many rows as when it was made, " + found.rows() + ", and not the same: its checksum was "
                        + wanted.checksum() + ", and is " + found.checksum();
    }

    /** The backup, and what has become of its table. */
    Verified beside(Backup backup) throws SQLException {
        Verified alone = backup(backup);
        String lacking = lacking(backup, backup.quotedTable());
        if (lacking != null) {
            return new Verified(backup, alone.fault(), alone.found(), "table " + lacking, SpotCheck.NONE);
        }
        Content now = content(backup, backup.quotedTable());
        String table = now.equals(backup.content())
                ? "table " + backup.table() + " is as it was"
                : "table " + backup.table() + " has changed since, and has " + now.rows() + " rows";
        SpotCheck spots = alone.holds() ? SpotCheck.of(transaction, backup, backup.quotedTable()) : SpotCheck.NONE;
        return new Verified(backup, alone.fault(), alone.found(), table, spots);
    }

    /** Why a table can't be read as the backup has its rows; null where it can. */
    private @Nullable String lacking(Backup backup, String table) throws SQLException {
        if (!exists(table)) {
            return table + " is gone";
        }
        List<String> columns = transaction.rows(
                "SELECT attname FROM pg_attribute WHERE attrelid = " + literal(table) + "::regclass AND attnum > 0"
                        + " AND NOT attisdropped",
                row -> row.getString(1));
        return backup.columns().stream()
                .filter(column -> !columns.contains(column))
                .findFirst()
                .map(column -> table + " no longer has column " + column)
                .orElse(null);
    }

    boolean exists(String table) throws SQLException {
        return transaction.holds("to_regclass(" + literal(table) + ") IS NOT NULL");
    }
}
