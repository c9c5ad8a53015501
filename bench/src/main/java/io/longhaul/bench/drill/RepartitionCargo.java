package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.LedgerRows;
import io.longhaul.bench.lab.Migration;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A table that takes another layout while an application is at work on it. */
final class RepartitionCargo implements Cargo {

    static final int BATCH = 200;
    private static final int PARTITIONS = 8;

    private final Lab lab;
    private final String name;
    private final BusyTable table;

    private RepartitionCargo(Lab lab, String name, BusyTable table) {
        this.lab = lab;
        this.name = name;
        this.table = table;
    }

    static Cargo load(Lab lab, String name, int batches) throws SQLException {
        return new RepartitionCargo(lab, name, BusyTable.make(lab, name, batches * BATCH));
    }

    @Override
    public Migration migration(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("LONGHAUL_RECIPE", "repartition");
        all.put("REPARTITION_TABLE", table.name());
        all.put("REPARTITION_BY", "list");
        all.put("REPARTITION_OF", "email");
        all.put("REPARTITION_PARTITIONS", Integer.toString(PARTITIONS));
        // The network is slow, and each statement under the lock goes over it.
        all.put("REPARTITION_LIMITS_WRITER_WAIT", "1500");
        return new Migration(lab, name, BATCH, IN_FLIGHT, all);
    }

    @Override
    public TransferAudit audit() throws SQLException {
        TransferAudit acknowledged = table.acknowledged();
        try (Connection target = lab.target()) {
            List<String> flaws = new ArrayList<>(acknowledged.flaws());
            if (TransferAudit.number(
                            target,
                            "SELECT count(*) FROM pg_class WHERE relkind = 'p' AND oid = '" + table.name()
                                    + "'::regclass")
                    == 0) {
                flaws.add("it has its old layout");
                return acknowledged.with(flaws);
            }
            flaws.addAll(flaws(target));
            long wrong = TransferAudit.number(
                    target,
                    "SELECT count(*) FROM " + table.name()
                            + " WHERE partition_key <> ('x' || substr(md5(email), 1, 8))::bit(32)::bigint % "
                            + PARTITIONS);
            return acknowledged.and(new TransferAudit(0, 0, wrong, List.of())).with(flaws);
        }
    }

    private List<String> flaws(Connection target) throws SQLException {
        LedgerRows ledger = new LedgerRows(lab);
        List<String> flaws = new ArrayList<>();
        String batches = " from ingestion_batch b join ingestion_job j on j.id = b.job_id where j.name = ?";
        TransferAudit.Expectation inLedger =
                (what, sql, number) -> TransferAudit.note(flaws, what, ledger.number(sql, name), number);
        inLedger.that("jobs", "select count(*) from ingestion_job where name = ? and status = 'completed'", 1);
        inLedger.that("jobs of any status", "select count(*) from ingestion_job where name = ?", 1);
        inLedger.that("batches not completed", "select count(*)" + batches + " and b.status <> 'completed'", 0);
        TransferAudit.Expectation inTarget =
                (what, sql, number) -> TransferAudit.note(flaws, what, TransferAudit.number(target, sql), number);
        inTarget.that(
                "rows of before",
                "SELECT count(*) FROM " + table.name() + " WHERE id <= " + table.rows(),
                table.rows());
        inTarget.that(
                "partitions, with the one for rows without a key",
                "SELECT count(*) FROM pg_inherits WHERE inhparent = '" + table.name() + "'::regclass",
                PARTITIONS + 1L);
        inTarget.that(
                "old tables kept",
                "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname LIKE '" + name + "_old_%'",
                1);
        inTarget.that(
                "backups, verified",
                "SELECT count(*) FROM public.migration_backups WHERE status = 'verified' AND original_table = '" + name
                        + "'",
                1);
        inTarget.that("invalid indexes", "SELECT count(*) FROM pg_index WHERE NOT indisvalid", 0);
        return flaws;
    }

    @Override
    public TransferAudit arrived() throws SQLException {
        return audit().with(List.of());
    }

    @Override
    public long noted() throws SQLException {
        return new LedgerRows(lab)
                .number(
                        "select count(*) from ingestion_batch b join ingestion_job j on j.id = b.job_id"
                                + " where j.name = ? and b.status = 'completed'",
                        name);
    }

    @Override
    public void close() {
        table.close();
    }
}
