package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Lab;
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
        // Faults befall several batches in flight, also beside those who are at work on the table.
        all.put("REPARTITION_LIMITS_ACTIVE_SESSIONS", "0");
        all.put("REPARTITION_TABLE", table.name());
        all.put("REPARTITION_BY", "list");
        all.put("REPARTITION_OF", "email");
        all.put("REPARTITION_PARTITIONS", Integer.toString(PARTITIONS));
        // The network is slow, and each statement under the lock goes over it.
        all.put("REPARTITION_LIMITS_WRITER_WAIT", "1500");
        return new Migration(lab, name, BATCH / 5, IN_FLIGHT, all);
    }

    @Override
    public Lab lab() {
        return lab;
    }

    @Override
    public TransferAudit arrived(Connection target) throws SQLException {
        return table.arrived(
                target,
                isPartitioned(target),
                "partition_key <> ('x' || substr(md5(email), 1, 8))::bit(32)::bigint % " + PARTITIONS);
    }

    private boolean isPartitioned(Connection target) throws SQLException {
        return TransferAudit.number(
                        target,
                        "SELECT count(*) FROM pg_class WHERE relkind = 'p' AND oid = '" + table.name() + "'::regclass")
                == 1;
    }

    @Override
    public List<String> flaws(Connection target) throws SQLException {
        List<String> flaws = new ArrayList<>(table.acknowledged().flaws());
        if (!isPartitioned(target)) {
            flaws.add("it has its old layout");
            return flaws;
        }
        flaws.addAll(new Books(lab, name).flaws());
        TransferAudit.Expectation inTarget = TransferAudit.expecting(target, flaws);
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
    public long noted(Connection target) throws SQLException {
        return new Books(lab, name).completed();
    }

    @Override
    public void close() {
        table.close();
    }
}
