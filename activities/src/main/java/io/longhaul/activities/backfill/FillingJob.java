package io.longhaul.activities.backfill;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.BatchLog;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobId;
import java.sql.SQLException;

/**
 * Which job fills a column, and with what: an attempt of another one that comes late writes nothing any more.
 *
 * @param digest of what rows are filled with
 */
record FillingJob(JobId job, String digest) {

    static void create(Transaction transaction) throws SQLException {
        BatchLog.create(transaction);
        transaction.execute("""
                CREATE TABLE IF NOT EXISTS longhaul.filling (
                  relation bigint NOT NULL,
                  name text NOT NULL,
                  job uuid NOT NULL,
                  digest text NOT NULL,
                  PRIMARY KEY (relation, name)
                )""");
    }

    /** The log of batches alone may be there for a repartition. */
    static boolean exists(Transaction transaction) throws SQLException {
        return transaction.holds("to_regclass('longhaul.filling') IS NOT NULL");
    }

    BatchLog log() {
        return new BatchLog(job);
    }

    /** From now on this job fills the column, and attempts of others, however late they come, do not. */
    void begin(Transaction transaction, LiveTable table, String column) {
        transaction.sql().execute("SELECT pg_advisory_xact_lock(?)", lock(table, column));
        transaction
                .sql()
                .execute(
                        "INSERT INTO longhaul.filling VALUES (?, ?, ?, ?)"
                                + " ON CONFLICT (relation, name) DO UPDATE SET job = excluded.job, digest = excluded.digest",
                        table.oid(),
                        column,
                        job.value(),
                        digest);
    }

    /** Whoever has it fills the column until its transaction ends. */
    void requireCurrent(Transaction transaction, LiveTable table, String column) {
        transaction.sql().execute("SELECT pg_advisory_xact_lock_shared(?)", lock(table, column));
        boolean current = transaction
                .sql()
                .select(
                        "SELECT EXISTS (SELECT FROM longhaul.filling WHERE relation = ? AND name = ? AND job = ?)",
                        table.oid(),
                        column,
                        job.value())
                .mapTo(Boolean.class)
                .one();
        if (!current) {
            throw new MigrationException(
                    FailureKind.INVALID_SPEC,
                    "column " + column + " of table " + table + " is filled by another job by now, or was rolled back:"
                            + " this attempt gives way, and nothing is to be done");
        }
    }

    private static long lock(LiveTable table, String column) {
        return ((long) "longhaul.filling".hashCode() << 32) ^ (table.oid() * 31 + column.hashCode());
    }

    /** Whether it has filled rows with something else. */
    boolean differs(Transaction transaction) throws SQLException {
        return exists(transaction)
                && transaction
                        .sql()
                        .select(
                                "SELECT EXISTS (SELECT FROM longhaul.filling WHERE job = ? AND digest <> ?)"
                                        + " AND EXISTS (SELECT FROM longhaul.batch WHERE job = ?)",
                                job.value(),
                                digest,
                                job.value())
                        .mapTo(Boolean.class)
                        .one();
    }

    static void forget(Transaction transaction, JobId job) {
        new BatchLog(job).forget(transaction);
        transaction.sql().execute("DELETE FROM longhaul.filling WHERE job = ?", job.value());
    }
}
