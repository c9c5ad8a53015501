package io.longhaul.activities.live;

import io.longhaul.activities.postgres.Transaction;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * How far the batches of a job are, noted in the same transactions as their rows. With the id of that transaction, which
 * PostgreSQL keeps in each row, so that rows which were written and not touched since can be told from all others.
 */
public record BatchLog(JobId job) {

    /**
     * How far a batch is.
     *
     * @param parts transactions so far
     * @param until the key that the last of them ends with; null before the first
     */
    public record Written(int parts, long rows, @Nullable SourceKey until) {

        static final Written NOTHING = new Written(0, 0, null);

        boolean all(KeyRange range) {
            return range.until().equals(until);
        }

        Written plus(long more, SourceKey end) {
            return new Written(parts + 1, rows + more, end);
        }
    }

    public static void create(Transaction transaction) throws SQLException {
        transaction.execute("""
                CREATE TABLE IF NOT EXISTS longhaul.batch (
                  job uuid NOT NULL,
                  batch integer NOT NULL,
                  part integer NOT NULL,
                  until text[] NOT NULL,
                  rows bigint NOT NULL,
                  written_by bigint NOT NULL,
                  finished_at timestamptz NOT NULL DEFAULT now(),
                  PRIMARY KEY (job, batch, part)
                )""");
    }

    /** How far a batch is, by this attempt or one before it. */
    public Written written(Transaction transaction, int batch) {
        return transaction
                .sql()
                .select(
                        "SELECT part, sum(rows) OVER () AS rows, until FROM longhaul.batch WHERE job = ? AND batch = ?"
                                + " ORDER BY part DESC LIMIT 1",
                        job.value(),
                        batch)
                .map((row, context) -> new Written(row.getInt(1), row.getLong(2), Keyset.read(row, 3)))
                .findOne()
                .orElse(Written.NOTHING);
    }

    /**
     * Notes a part.
     *
     * @param until the key that it ends with
     * @return whether it was noted; false where another attempt has done so
     */
    public boolean note(Transaction transaction, int batch, int part, SourceKey until, long rows) {
        return transaction
                        .sql()
                        .execute(
                                "INSERT INTO longhaul.batch (job, batch, part, until, rows, written_by)"
                                        + " VALUES (?, ?, ?, ?, ?,"
                                        + " CAST(CAST(pg_current_xact_id() AS text) AS numeric) % 4294967296)"
                                        + " ON CONFLICT DO NOTHING",
                                job.value(), batch, part, until.parts().toArray(String[]::new), rows)
                == 1;
    }

    /** Rows that belong to no planned batch are noted below zero. */
    public int another(Transaction transaction) {
        return transaction
                .sql()
                .select("SELECT least(coalesce(min(batch), 0), 0) - 1 FROM longhaul.batch WHERE job = ?", job.value())
                .mapTo(Integer.class)
                .one();
    }

    /** Whether a row is as a batch has written it, as a condition. */
    public String wrote(String row) {
        return "CAST(CAST(" + row + ".xmin AS text) AS bigint) IN (SELECT written_by FROM longhaul.batch WHERE job = '"
                + job.value() + "')";
    }

    public long rows(Transaction transaction) {
        return transaction
                .sql()
                .select("SELECT coalesce(sum(rows), 0) FROM longhaul.batch WHERE job = ?", job.value())
                .mapTo(Long.class)
                .one();
    }

    /** When what they have written is gone, or is begun anew. */
    public void forget(Transaction transaction) {
        transaction.sql().execute("DELETE FROM longhaul.batch WHERE job = ?", job.value());
    }
}
