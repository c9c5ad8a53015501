package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.LedgerRows;
import io.longhaul.bench.lab.Shop;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A SQLite database, its copy in PostgreSQL and the ledger compared after a migration, by queries of their own.
 *
 * @param twice rows that are there twice, or that the source has not
 * @param flaws where the ledger, or what was made of the tables, is wrong; empty when all is exact
 */
record TransferAudit(long lost, long twice, long different, List<String> flaws) {

    TransferAudit {
        flaws = List.copyOf(flaws);
    }

    boolean clean() {
        return lost == 0 && twice == 0 && different == 0 && flaws.isEmpty();
    }

    List<Long> counts() {
        return List.of(lost, twice, different);
    }

    /** After a migration that is complete. */
    static TransferAudit of(Lab lab, Shop shop, String name) throws SQLException {
        try (Connection target = lab.target()) {
            TransferAudit rows = rows(target, shop, name);
            return new TransferAudit(rows.lost, rows.twice, rows.different, flaws(lab, target, shop, name));
        }
    }

    /** The rows alone. */
    static TransferAudit rows(Connection target, Shop shop, String schema) throws SQLException {
        long[] counts = new long[3];
        for (String table : Shop.tables()) {
            Map<Long, String> expected = shop.rows(table);
            Set<Long> found = new HashSet<>();
            Shop.copied(target, schema, table, (key, words) -> {
                String original = expected.get(key);
                if (!found.add(key) || original == null) {
                    counts[1]++;
                } else if (!Objects.equals(original, words)) {
                    counts[2]++;
                }
            });
            counts[0] += expected.keySet().stream()
                    .filter(key -> !found.contains(key))
                    .count();
        }
        return new TransferAudit(counts[0], counts[1], counts[2], List.of());
    }

    private static List<String> flaws(Lab lab, Connection target, Shop shop, String name) throws SQLException {
        List<String> flaws = new ArrayList<>();
        LedgerRows ledger = new LedgerRows(lab);
        long moved = shop.rows() - (long) shop.orphans();
        String batches = " from ingestion_batch b join ingestion_job j on j.id = b.job_id where j.name = ?";
        Expectation inLedger = (what, sql, number) -> note(flaws, what, ledger.number(sql, name), number);
        inLedger.that("jobs", "select count(*) from ingestion_job where name = ? and status = 'completed'", 1);
        inLedger.that("jobs of any status", "select count(*) from ingestion_job where name = ?", 1);
        inLedger.that("batches not completed", "select count(*)" + batches + " and b.status <> 'completed'", 0);
        inLedger.that("processed", "select sum(b.processed)" + batches, moved);
        inLedger.that("kept out by the rule", "select sum(b.skipped)" + batches, shop.orphans());
        inLedger.that("failed", "select sum(b.failed)" + batches, 0);
        inLedger.that("records", "select sum(b.records)" + batches, shop.rows());
        String own = name + "_quarantine.";
        Expectation inTarget = (what, sql, number) -> note(flaws, what, number(target, sql), number);
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

    private interface Expectation {
        void that(String what, String sql, long number) throws SQLException;
    }

    private static void note(List<String> flaws, String what, long is, long expected) {
        if (is != expected) {
            flaws.add(what + ": " + is + ", not " + expected);
        }
    }

    static long number(Connection target, String sql) throws SQLException {
        try (Statement statement = target.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
