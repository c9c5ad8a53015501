package io.longhaul.bench.measure;

import io.longhaul.bench.lab.JavaProcess;
import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.LedgerRows;
import io.longhaul.bench.lab.Migration;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How a durable run has changed a table.
 *
 * @param changing all between the first change and the last look at what came of it
 * @param filling when batches were planned and done
 * @param finishing when constraints, indexes and steps were made
 * @param whole seconds of all, with trials before and verification of every row
 * @param peakMegabytes of memory that the worker has had resident so far, at most
 */
record Changed(int rows, Span changing, Span filling, Span finishing, double whole, long peakMegabytes) {

    private static final Duration LONGEST_RUN = Duration.ofMinutes(60);

    /** A part of the run, as {@link System#nanoTime} has it. */
    record Span(long from, long until) {
        double seconds() {
            return (until - from) / 1e9;
        }
    }

    /** Runs a migration to its end. */
    static Changed by(Migration migration, Lab lab, int rows, JavaProcess worker) throws Exception {
        migration.start();
        String status = migration.awaitEndQuietly(LONGEST_RUN);
        if (!status.equals("completed")) {
            throw new IllegalStateException(migration.name() + " is " + status + ": " + migration.reason());
        }
        LedgerRows ledger = new LedgerRows(lab);
        String name = migration.name();
        double whole = Double.parseDouble(ledger.rows(
                        "select extract(epoch from finished_at - started_at) from ingestion_job where name = ?", name)
                .get(0)
                .get(0));
        Span filling = span(ledger, name, "copy");
        Span changing = new Span(
                span(ledger, name, "prepare").from(),
                span(ledger, name, "verify").until());
        return new Changed(rows, changing, filling, span(ledger, name, "finish"), whole, worker.peakMegabytes());
    }

    /** The ledger's clock is this machine's. */
    private static Span span(LedgerRows ledger, String name, String phase) throws SQLException {
        long now = System.nanoTime();
        List<String> ago = ledger.rows("""
                        select extract(epoch from clock_timestamp() - p.entered_at), extract(epoch from clock_timestamp() - p.left_at)
                        from ingestion_phase p join ingestion_job j on j.id = p.job_id
                        where j.name = ? and p.phase = '%s'""".formatted(phase), name).get(0);
        return new Span(
                now - (long) (Double.parseDouble(ago.get(0)) * 1e9),
                now - (long) (Double.parseDouble(ago.get(1)) * 1e9));
    }

    double perSecond() {
        return rows / filling.seconds();
    }

    /** Of two runs of the same. */
    Changed orFaster(Changed other) {
        return other.filling.seconds() < filling.seconds() ? other : this;
    }

    String describe() {
        return String.format(
                Locale.ROOT,
                "%,d rows filled in %.1f s, %,.0f a second; the whole run, with trial, counting and verification, %.1f s, %,.0f a second",
                rows,
                filling.seconds(),
                perSecond(),
                whole,
                rows / whole);
    }
}
