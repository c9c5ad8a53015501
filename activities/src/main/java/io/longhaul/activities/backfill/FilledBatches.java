package io.longhaul.activities.backfill;

import io.longhaul.activities.MigrationException;
import io.longhaul.activities.live.Keyset;
import io.longhaul.activities.live.LiveTable;
import io.longhaul.activities.postgres.Transaction;
import io.longhaul.workflows.engine.FailureKind;
import io.longhaul.workflows.engine.JobId;
import io.longhaul.workflows.engine.KeyRange;
import io.longhaul.workflows.engine.SourceKey;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * How far batches are, noted in the same transaction as their rows. With the id of that transaction, which PostgreSQL keeps
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

    /**
     * How far a batch is.
     *
     * @param parts transactions so far
     * @param until the key that the last of them ends with; null before the first
     */
    record Filled(int parts, long rows, @Nullable SourceKey until) {

        static final Filled NOTHING = new Filled(0, 0, null);

        boolean all(KeyRange range) {
            return range.until().equals(until);
        }

        Filled plus(long more, SourceKey end) {
            return new Filled(parts + 1, rows + more, end);
        }
    }

    static void create(Transaction transaction) throws SQLException {
        transaction.execute("""
                CREATE TABLE IF NOT EXISTS longhaul.batch (
                  job uuid NOT NULL,
                  batch integer NOT NULL,
                  part integer NOT NULL,
                  until text[] NOT NULL,
                  digest text NOT NULL,
                  filled bigint NOT NULL,
                  written_by bigint NOT NULL,
                  finished_at timestamptz NOT NULL DEFAULT now(),
                  PRIMARY KEY (job, batch, part)
                );
                CREATE TABLE IF NOT EXISTS longhaul.filling (
                  relation bigint NOT NULL,
                  name text NOT NULL,
                  job uuid NOT NULL,
                  PRIMARY KEY (relation, name)
                )""");
    }

    /** From now on this job fills the column, and attempts of others, however late they come, do not. */
    void begin(Transaction transaction, LiveTable table, String column) {
        transaction.sql().execute("SELECT pg_advisory_xact_lock(?)", lock(table, column));
        transaction
                .sql()
                .execute(
                        "INSERT INTO longhaul.filling VALUES (?, ?, ?)"
                                + " ON CONFLICT (relation, name) DO UPDATE SET job = excluded.job",
                        table.oid(),
                        column,
                        job.value());
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

    static boolean exists(Transaction transaction) throws SQLException {
        return transaction.holds("to_regclass('longhaul.batch') IS NOT NULL");
    }

    /** How far a batch is, by this attempt or one before it. */
    Filled filled(Transaction transaction, int batch) {
        return transaction
                .sql()
                .select(
                        "SELECT part, sum(filled) OVER () AS rows, until FROM longhaul.batch WHERE job = ? AND batch = ?"
                                + " ORDER BY part DESC LIMIT 1",
                        job.value(),
                        batch)
                .map((row, context) -> new Filled(row.getInt(1), row.getLong(2), Keyset.read(row, 3)))
                .findOne()
                .orElse(Filled.NOTHING);
    }

    /**
     * Notes a part.
     *
     * @return whether it was noted; false where another attempt has done so
     */
    boolean note(Transaction transaction, int batch, int part, SourceKey until, long filled) {
        return transaction
                        .sql()
                        .execute(
                                "INSERT INTO longhaul.batch (job, batch, part, until, digest, filled, written_by)"
                                        + " VALUES (?, ?, ?, ?, ?, ?,"
                                        + " CAST(CAST(pg_current_xact_id() AS text) AS numeric) % 4294967296)"
                                        + " ON CONFLICT DO NOTHING",
                                job.value(), batch, part, until.parts().toArray(String[]::new), digest, filled)
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
        transaction.sql().execute("DELETE FROM longhaul.filling WHERE job = ?", job.value());
    }
}
