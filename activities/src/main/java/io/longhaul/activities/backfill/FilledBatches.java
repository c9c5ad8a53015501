package io.longhaul.activities.backfill;

import io.longhaul.activities.postgres.Transaction;
import io.longhaul.workflows.engine.JobId;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Which batches are done, noted in the same transaction as their rows. With the id of that transaction, which PostgreSQL keeps
 * in each row, so that rows that were filled and not touched since can be told from all others.
 */
final class FilledBatches {

    private final JobId job;
    private final String digest;

    /** @param digest of what rows are filled with */
    FilledBatches(JobId job, String digest) {
        this.job = job;
        this.digest = digest;
    }

    static void create(Transaction transaction) throws SQLException {
        transaction.execute("""
                CREATE TABLE IF NOT EXISTS longhaul.batch (
                  job uuid NOT NULL,
                  batch integer NOT NULL,
                  digest text NOT NULL,
                  filled bigint NOT NULL,
                  written_by bigint NOT NULL,
                  finished_at timestamptz NOT NULL DEFAULT now(),
                  PRIMARY KEY (job, batch)
                )""");
    }

    static boolean exists(Transaction transaction) throws SQLException {
        return transaction.holds("to_regclass('longhaul.batch') IS NOT NULL");
    }

    /** How many rows a batch has filled; empty where it is not done. */
    Optional<Long> filled(Transaction transaction, int batch) {
        return transaction
                .sql()
                .select("SELECT filled FROM longhaul.batch WHERE job = ? AND batch = ?", job.value(), batch)
                .mapTo(Long.class)
                .findOne();
    }

    /** @return whether it was noted; false where another attempt has done so */
    boolean note(Transaction transaction, int batch, long filled) {
        return transaction
                        .sql()
                        .execute(
                                "INSERT INTO longhaul.batch (job, batch, digest, filled, written_by) VALUES (?, ?, ?, ?,"
                                        + " CAST(CAST(pg_current_xact_id() AS text) AS numeric) % 4294967296)"
                                        + " ON CONFLICT DO NOTHING",
                                job.value(), batch, digest, filled)
                == 1;
    }

    /** Rows that belong to no planned batch are noted below zero. */
    int another(Transaction transaction) {
        return transaction
                .sql()
                .select("SELECT least(coalesce(min(batch), 0), 0) - 1 FROM longhaul.batch WHERE job = ?", job.value())
                .mapTo(Integer.class)
                .one();
    }

    /** Whether rows were filled with something else. */
    boolean differs(Transaction transaction) {
        return transaction
                .sql()
                .select("SELECT EXISTS (SELECT FROM longhaul.batch WHERE job = ? AND digest <> ?)", job.value(), digest)
                .mapTo(Boolean.class)
                .one();
    }

    /** Whether a row is as a batch has written it, as a condition. */
    String written(String row) {
        return "CAST(CAST(" + row + ".xmin AS text) AS bigint) IN (SELECT written_by FROM longhaul.batch WHERE job = '"
                + job.value() + "')";
    }

    static long rows(Transaction transaction, JobId job) {
        return transaction
                .sql()
                .select("SELECT coalesce(sum(filled), 0) FROM longhaul.batch WHERE job = ?", job.value())
                .mapTo(Long.class)
                .one();
    }

    static void forget(Transaction transaction, JobId job) {
        transaction.sql().execute("DELETE FROM longhaul.batch WHERE job = ?", job.value());
    }
}
