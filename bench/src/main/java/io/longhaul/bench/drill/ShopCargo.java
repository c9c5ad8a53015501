package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.LedgerRows;
import io.longhaul.bench.lab.Migration;
import io.longhaul.bench.lab.Shop;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A SQLite file on its way into PostgreSQL. */
final class ShopCargo implements Cargo {

    static final int BATCH = 500;

    private final Lab lab;
    private final String name;
    private final Shop shop;

    private ShopCargo(Lab lab, String name, Shop shop) {
        this.lab = lab;
        this.name = name;
        this.shop = shop;
    }

    /** Each of the three tables ends with a batch of its own. */
    static Cargo load(Lab lab, String name, int batches) throws SQLException {
        return new ShopCargo(lab, name, Shop.make(lab.directory().resolve(name + ".db"), batches * BATCH));
    }

    @Override
    public Migration migration(Map<String, String> settings) {
        return Migration.ofFile(lab, name, shop.file(), BATCH, IN_FLIGHT, settings);
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
        TransferAudit all = new TransferAudit(0, 0, 0, List.of());
        for (String table : Shop.tables()) {
            all = all.and(TransferAudit.of(
                    shop.rows(table),
                    found -> Shop.copied(target, name, table, (key, words) -> found.take(key, words))));
        }
        return all;
    }

    private List<String> flaws(Connection target) throws SQLException {
        LedgerRows ledger = new LedgerRows(lab);
        List<String> flaws = new ArrayList<>();
        long moved = shop.rows() - (long) shop.orphans();
        String batches = " from ingestion_batch b join ingestion_job j on j.id = b.job_id where j.name = ?";
        TransferAudit.Expectation inLedger =
                (what, sql, number) -> TransferAudit.note(flaws, what, ledger.number(sql, name), number);
        inLedger.that("jobs", "select count(*) from ingestion_job where name = ? and status = 'completed'", 1);
        inLedger.that("jobs of any status", "select count(*) from ingestion_job where name = ?", 1);
        inLedger.that("batches not completed", "select count(*)" + batches + " and b.status <> 'completed'", 0);
        inLedger.that("processed", "select sum(b.processed)" + batches, moved);
        inLedger.that("kept out by the rule", "select sum(b.skipped)" + batches, shop.orphans());
        inLedger.that("failed", "select sum(b.failed)" + batches, 0);
        inLedger.that("records", "select sum(b.records)" + batches, shop.rows());
        String own = name + "_quarantine.";
        TransferAudit.Expectation inTarget =
                (what, sql, number) -> TransferAudit.note(flaws, what, TransferAudit.number(target, sql), number);
        inTarget.that(
                "batches noted in the target",
                "select count(*) from " + own + "longhaul_batch",
                ledger.number("select count(*)" + batches, name));
        inTarget.that("rows noted in the target", "select sum(copied) from " + own + "longhaul_batch", moved);
        inTarget.that("quarantined rows", "select count(*) from " + own + "line", shop.orphans());
        inTarget.that("foreign keys, valid", """
                select count(*) from pg_constraint where contype = 'f' and convalidated
                  and connamespace = '%s'::regnamespace""".formatted(name), 2);
        inTarget.that("indexes", "select count(*) from pg_indexes where schemaname = '" + name + "'", 5);
        return flaws;
    }

    @Override
    public long noted() throws SQLException {
        try (Connection target = lab.target()) {
            return TransferAudit.number(target, "select count(*) from " + name + "_quarantine.longhaul_batch");
        }
    }

    @Override
    public void change() throws SQLException {
        shop.execute("UPDATE line SET label = 'changed' WHERE id = (SELECT max(id) FROM line)");
    }
}
