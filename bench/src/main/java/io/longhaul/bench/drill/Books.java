package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.LedgerRows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the ledger says of a migration. */
record Books(LedgerRows ledger, String name) {

    private static final String BATCHES =
            " from ingestion_batch b join ingestion_job j on j.id = b.job_id where j.name = ?";

    Books(Lab lab, String name) {
        this(new LedgerRows(lab), name);
    }

    long batches() throws SQLException {
        return ledger.number("select count(*)" + BATCHES, name);
    }

    long completed() throws SQLException {
        return ledger.number("select count(*)" + BATCHES + " and b.status = 'completed'", name);
    }

    /** The job's id. */
    String job() throws SQLException {
        return ledger.rows("select id from ingestion_job where name = ?", name)
                .get(0)
                .get(0);
    }

    /** Where it is other than for one job that is completed, with all its batches. */
    List<String> flaws() throws SQLException {
        List<String> flaws = new ArrayList<>();
        TransferAudit.Expectation that = expectation(flaws);
        that.that("jobs", "select count(*) from ingestion_job where name = ? and status = 'completed'", 1);
        that.that("jobs of any status", "select count(*) from ingestion_job where name = ?", 1);
        that.that("batches not completed", "select count(*)" + BATCHES + " and b.status <> 'completed'", 0);
        return flaws;
    }

    /** The same, with nothing failed. */
    List<String> flaws(long processed, long skipped, long records) throws SQLException {
        List<String> flaws = flaws();
        TransferAudit.Expectation that = expectation(flaws);
        that.that("processed", "select sum(b.processed)" + BATCHES, processed);
        that.that("kept out by a rule", "select sum(b.skipped)" + BATCHES, skipped);
        that.that("failed", "select sum(b.failed)" + BATCHES, 0);
        that.that("records", "select sum(b.records)" + BATCHES, records);
        return flaws;
    }

    long processed() throws SQLException {
        return ledger.number("select sum(b.processed)" + BATCHES, name);
    }

    private TransferAudit.Expectation expectation(List<String> flaws) {
        return (what, sql, number) -> TransferAudit.note(flaws, what, ledger.number(sql, name), number);
    }
}
