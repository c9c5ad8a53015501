package io.longhaul.bench.measure;

import io.longhaul.bench.lab.JavaProcess;
import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.LedgerRows;
import io.longhaul.bench.lab.Migration;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How rows or records came into PostgreSQL by a durable run.
 *
 * @param copy from the first table that is made until the last index is there, in seconds
 * @param whole with discovery, where there is one, and verification of all rows
 * @param peakMegabytes of memory that the worker has had resident so far, at most
 */
record Transferred(long rows, double copy, double whole, long peakMegabytes) {

    private static final Duration LONGEST_RUN = Duration.ofMinutes(60);

    /** Runs a migration to its end. */
    static Transferred by(Migration migration, Lab lab, long rows, JavaProcess worker) throws Exception {
        migration.start();
        String status = migration.awaitEndQuietly(LONGEST_RUN);
        if (!status.equals("completed")) {
            throw new IllegalStateException(migration.name() + " is " + status + ": " + migration.reason());
        }
        List<String> times = new LedgerRows(lab).rows("""
                select extract(epoch from f.left_at - p.entered_at), extract(epoch from j.finished_at - j.started_at)
                from ingestion_job j
                join ingestion_phase p on p.job_id = j.id and p.phase = 'prepare'
                join ingestion_phase f on f.job_id = j.id and f.phase = 'finish'
                where j.name = ?""", migration.name()).get(0);
        return new Transferred(
                rows, Double.parseDouble(times.get(0)), Double.parseDouble(times.get(1)), worker.peakMegabytes());
    }

    /** Of two runs of the same. */
    Transferred orFaster(Transferred other) {
        return other.copy < copy ? other : this;
    }

    double copiedPerSecond() {
        return rows / copy;
    }

    double wholePerSecond() {
        return rows / whole;
    }

    String describe() {
        return String.format(
                Locale.ROOT,
                "%,d copied with indexes in %.1f s, %,.0f a second; the whole run %.1f s, %,.0f a second",
                rows,
                copy,
                copiedPerSecond(),
                whole,
                wholePerSecond());
    }
}
