package io.longhaul.activities.repartition;

import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.Keyset;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.repartition.swap.ChangeLog;
import io.longhaul.activities.repartition.swap.Pairs;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.KeyRange;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Copies rows in ranges of their keys. A batch is one transaction with its note, so one that is run again answers from that. It
 * locks no row: what a writer does to one meanwhile is in the log, which is carried over when all batches are done.
 */
record Copying(LiveTable table, Columns columns, String made, CopiedBatches done) {

    private String copy() {
        return "INSERT INTO " + made + " (" + columns.names() + ") OVERRIDING SYSTEM VALUE SELECT " + columns.values()
                + " FROM " + table.aliased() + " WHERE ";
    }

    /** @return how many rows it has copied, now or before */
    long batch(LiveDatabase database, int number, KeyRange range, Watch watch) {
        String doing = "copying table " + table + ", rows " + range;
        try {
            Optional<Long> copied = database.batch(doing, watch, transaction -> attempt(transaction, number, range));
            return copied.or(() -> database.calmly(doing, watch, transaction -> done.rows(transaction, number)))
                    .orElseThrow(() -> new MigrationException(
                            FailureKind.UNAVAILABLE, "batch " + number + " was rolled back while it was copied"));
        } catch (MigrationException e) {
            throw e.kind() == FailureKind.REJECTED_RECORD
                    ? new MigrationException(
                            FailureKind.REJECTED_RECORD,
                            "a row of table " + table + " does not fit the new table, among rows " + range
                                    + ": mend it, and run again (" + e.getMessage() + ")",
                            e)
                    : e;
        }
    }

    private Optional<Long> attempt(Transaction transaction, int number, KeyRange range) throws SQLException {
        Optional<Long> before = done.rows(transaction, number);
        if (before.isPresent()) {
            return before;
        }
        Pairs.holdPrepared(transaction, done.job(), table);
        long copied = transaction.change(copy() + new Keyset(table).within(range));
        if (done.note(transaction, number, copied)) {
            return Optional.of(copied);
        }
        transaction.giveUp();
        return Optional.empty();
    }

    /**
     * Copies what came between the survey and the log: rows after the last one of the new table that no log has. Running it
     * again finds them there.
     */
    void rest(LiveDatabase database, ChangeLog log, Watch watch) {
        Keyset keys = new Keyset(table.withKey(columns.key()));
        String row = quoted(table.name());
        String same = columns.key().stream()
                .map(key -> "m." + quoted(key) + " = " + row + "." + quoted(key))
                .collect(Collectors.joining(" AND "));
        var unused = database.calmly("copying the last rows of table " + table, watch, transaction -> {
            String beyond = transaction
                    .rows(
                            "SELECT " + keys.asTexts() + " FROM " + made + " AS " + row + " ORDER BY "
                                    + keys.descending() + " LIMIT 1",
                            found -> Keyset.read(found, 1))
                    .stream()
                    .findFirst()
                    .map(keys::from)
                    .orElse("true");
            return transaction.change(copy() + beyond + " AND " + log.carried(row) + " AND NOT EXISTS (SELECT FROM "
                    + made + " AS m WHERE " + same + ")");
        });
    }
}
