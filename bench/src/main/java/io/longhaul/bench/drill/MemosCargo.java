package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.LedgerRows;
import io.longhaul.bench.lab.Memos;
import io.longhaul.bench.lab.Migration;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A collection of Chroma on its way into pgvector. */
final class MemosCargo implements Cargo {

    static final int BATCH = 50;

    private final Lab lab;
    private final Memos memos;

    private MemosCargo(Lab lab, Memos memos) {
        this.lab = lab;
        this.memos = memos;
    }

    static Cargo load(Lab lab, String name, int batches) throws IOException {
        return new MemosCargo(lab, Memos.make(lab, name, batches * BATCH));
    }

    @Override
    public Migration migration(Map<String, String> settings) {
        return Migration.ofCollection(lab, memos.name(), memos.name(), BATCH, IN_FLIGHT, settings);
    }

    @Override
    public TransferAudit audit() throws SQLException {
        try (Connection target = lab.target()) {
            return arrived(target).with(flaws(target));
        }
    }

    @Override
    public TransferAudit arrived() throws SQLException {
        try (Connection target = lab.target()) {
            return arrived(target);
        }
    }

    private TransferAudit arrived(Connection target) throws SQLException {
        return TransferAudit.of(memos.records(), found -> memos.copied(target, found::take));
    }

    private List<String> flaws(Connection target) throws SQLException {
        LedgerRows ledger = new LedgerRows(lab);
        List<String> flaws = new ArrayList<>();
        String name = memos.name();
        String batches = " from ingestion_batch b join ingestion_job j on j.id = b.job_id where j.name = ?";
        TransferAudit.Expectation inLedger =
                (what, sql, number) -> TransferAudit.note(flaws, what, ledger.number(sql, name), number);
        inLedger.that("jobs", "select count(*) from ingestion_job where name = ? and status = 'completed'", 1);
        inLedger.that("jobs of any status", "select count(*) from ingestion_job where name = ?", 1);
        inLedger.that("batches not completed", "select count(*)" + batches + " and b.status <> 'completed'", 0);
        inLedger.that("processed", "select sum(b.processed)" + batches, memos.size());
        inLedger.that("failed", "select sum(b.failed)" + batches, 0);
        inLedger.that("records", "select sum(b.records)" + batches, memos.size());
        String noted = " from longhaul.longhaul_batch where job = '" + job() + "'";
        TransferAudit.Expectation inTarget =
                (what, sql, number) -> TransferAudit.note(flaws, what, TransferAudit.number(target, sql), number);
        inTarget.that(
                "batches noted in the target",
                "select count(*)" + noted,
                ledger.number("select count(*)" + batches, name));
        inTarget.that("records noted in the target", "select sum(copied)" + noted, memos.size());
        inTarget.that("indexes, valid", """
                select count(*) from pg_index i join pg_class c on c.oid = i.indexrelid
                where i.indisvalid and c.relnamespace = '%s'::regnamespace""".formatted(name), 5);
        return flaws;
    }

    private String job() throws SQLException {
        return new LedgerRows(lab)
                .rows("select id from ingestion_job where name = ?", memos.name())
                .get(0)
                .get(0);
    }

    @Override
    public long noted() throws SQLException {
        try (Connection target = lab.target()) {
            return TransferAudit.number(
                    target, "select count(*) from longhaul.longhaul_batch where job = '" + job() + "'");
        }
    }

    @Override
    public void change() throws IOException {
        memos.deleteLast();
    }
}
