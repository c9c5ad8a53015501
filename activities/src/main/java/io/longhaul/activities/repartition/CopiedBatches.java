package io.longhaul.activities.repartition;

import io.longhaul.activities.postgres.Transaction;
import io.longhaul.workflows.engine.JobId;
import java.sql.SQLException;
import java.util.Optional;

/** Which batches of a job are in the new table, noted in the same transaction as their rows. */
record CopiedBatches(JobId job) {

    static void create(Transaction transaction) throws SQLException {
        transaction.execute("""
                CREATE TABLE IF NOT EXISTS longhaul.copied (
                  job uuid NOT NULL,
                  batch integer NOT NULL,
                  rows bigint NOT NULL,
                  finished_at timestamptz NOT NULL DEFAULT now(),
                  PRIMARY KEY (job, batch)
                )""");
    }

    /** How many rows a batch has copied; empty where it is not done. */
    Optional<Long> rows(Transaction transaction, int batch) {
        return transaction
                .sql()
                .select("SELECT rows FROM longhaul.copied WHERE job = ? AND batch = ?", job.value(), batch)
                .mapTo(Long.class)
                .findOne();
    }

    /** @return whether it was noted; false where another attempt has done so */
    boolean note(Transaction transaction, int batch, long rows) {
        return transaction
                        .sql()
                        .execute(
                                "INSERT INTO longhaul.copied (job, batch, rows) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                                job.value(),
                                batch,
                                rows)
                == 1;
    }

    /** When the new table they are in is gone, or begun anew. */
    void forget(Transaction transaction) {
        transaction.sql().execute("DELETE FROM longhaul.copied WHERE job = ?", job.value());
    }
}
