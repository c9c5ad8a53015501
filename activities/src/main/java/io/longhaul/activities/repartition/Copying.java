package io.longhaul.activities.repartition;

import static io.longhaul.activities.relational.PgNames.quoted;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.BatchLog;
import io.longhaul.activities.live.Keyset;
import io.longhaul.activities.live.LiveDatabase;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.live.Selection;
import io.longhaul.activities.live.Walk;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.activities.postgres.Watch;
import io.longhaul.activities.repartition.swap.ChangeLog;
import io.longhaul.activities.repartition.swap.Pairs;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Copies rows in ranges of their keys. It locks no row: what a writer does to one meanwhile is in the log, which is carried
 * over when all batches are done.
 */
record Copying(LiveDatabase database, LiveTable table, Columns columns, String made, BatchLog log)
        implements Walk.Writer {

    private String copy() {
        return "INSERT INTO " + made + " (" + columns.names() + ") OVERRIDING SYSTEM VALUE SELECT " + columns.values()
                + " FROM " + table.aliased() + " WHERE ";
    }

    /**
     * Copies a batch.
     *
     * @param most rows of a transaction
     * @param pace waited for before each transaction, told how long the one before it took
     * @return how many rows it has copied, now or before
     */
    long batch(int number, KeyRange range, int most, Consumer<Duration> pace, Watch watch) {
        return new Walk(Selection.all(database, table), log, pace, watch)
                .through("copying table " + table + ", rows " + range, number, range, most, this);
    }

    @Override
    public MigrationException rejected(SourceKey row, MigrationException refusal) {
        return new MigrationException(
                FailureKind.REJECTED_RECORD,
                "row " + row + " of table " + table + " does not fit the new table: mend it, and run again ("
                        + refusal.getMessage() + ")",
                refusal);
    }

    @Override
    public void require(Transaction transaction) throws SQLException {
        Pairs.holdPrepared(transaction, log.job(), table);
    }

    @Override
    public long write(Transaction transaction, String within) throws SQLException {
        database.bound(transaction);
        return transaction.change(copy() + within);
    }

    /**
     * Copies what came between the survey and the log: rows after the last one of the new table that no log has. Running it
     * again finds them there.
     */
    void rest(ChangeLog changes, Watch watch) {
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
            return transaction.change(copy() + beyond + " AND " + changes.carried(row) + " AND NOT EXISTS (SELECT FROM "
                    + made + " AS m WHERE " + same + ")");
        });
    }
}
