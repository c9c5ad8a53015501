package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.Migration;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A table whose column is filled while an application is at work on it. */
final class BackfillCargo implements Cargo {

    /** Rows of a batch, which is filled in ten transactions. */
    static final int BATCH = 200;

    private final Lab lab;
    private final String name;
    private final BusyTable table;

    private BackfillCargo(Lab lab, String name, BusyTable table) {
        this.lab = lab;
        this.name = name;
        this.table = table;
    }

    static Cargo load(Lab lab, String name, int batches) throws SQLException {
        return new BackfillCargo(lab, name, BusyTable.make(lab, name, batches * BATCH));
    }

    @Override
    public Migration migration(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("LONGHAUL_RECIPE", "backfill");
        // Faults befall several batches in flight, also beside those who are at work on the table.
        all.put("BACKFILL_LIMITS_ACTIVE_SESSIONS", "0");
        all.put("BACKFILL_TABLE", table.name());
        all.put("BACKFILL_COLUMN_NAME", "email_key");
        all.put("BACKFILL_COLUMN_TYPE", "text");
        all.put("BACKFILL_COLUMN_NOT_NULL", "true");
        all.put("BACKFILL_COLUMN_CHECK", "email_key <> ''");
        all.put("BACKFILL_VALUE", "lower(email)");
        all.put("BACKFILL_TRIGGER", "keep");
        all.put("BACKFILL_INDEXES", "[{\"name\":\"" + name + "_key\",\"on\":[\"email_key\",\"id\"],\"unique\":true}]");
        return new Migration(lab, name, BATCH / 10, IN_FLIGHT, all);
    }

    @Override
    public Lab lab() {
        return lab;
    }

    @Override
    public TransferAudit arrived(Connection target) throws SQLException {
        return table.arrived(target, isFilled(target), "email_key IS DISTINCT FROM lower(email)");
    }

    private boolean isFilled(Connection target) throws SQLException {
        return TransferAudit.number(
                        target,
                        "SELECT count(*) FROM pg_attribute WHERE attname = 'email_key' AND attrelid = '" + table.name()
                                + "'::regclass")
                == 1;
    }

    @Override
    public List<String> flaws(Connection target) throws SQLException {
        List<String> flaws = new ArrayList<>(table.acknowledged().flaws());
        if (!isFilled(target)) {
            flaws.add("there is no column");
            return flaws;
        }
        Books books = new Books(lab, name);
        flaws.addAll(books.flaws());
        TransferAudit.note(
                flaws,
                "filled, as the target has noted",
                books.processed(),
                TransferAudit.number(target, "SELECT sum(rows)" + notes() + " AND batch >= 0"));
        TransferAudit.Expectation inTarget = TransferAudit.expecting(target, flaws);
        String ofTable = " = '" + table.name() + "'::regclass";
        inTarget.that(
                "rows of before",
                "SELECT count(*) FROM " + table.name() + " WHERE id <= " + table.rows(),
                table.rows());
        inTarget.that("valid indexes", "SELECT count(*) FROM pg_index WHERE indisvalid AND indrelid" + ofTable, 2);
        inTarget.that("indexes", "SELECT count(*) FROM pg_index WHERE indrelid" + ofTable, 2);
        inTarget.that(
                "checks, valid",
                "SELECT count(*) FROM pg_constraint WHERE contype = 'c' AND convalidated AND conrelid" + ofTable,
                1);
        inTarget.that("checks", "SELECT count(*) FROM pg_constraint WHERE contype = 'c' AND conrelid" + ofTable, 1);
        inTarget.that(
                "NOT NULL",
                "SELECT count(*) FROM pg_attribute WHERE attname = 'email_key' AND attnotnull AND attrelid" + ofTable,
                1);
        inTarget.that("triggers", "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgrelid" + ofTable, 1);
        return flaws;
    }

    private String notes() throws SQLException {
        return " FROM longhaul.batch WHERE job = '" + new Books(lab, name).job() + "'";
    }

    @Override
    public long noted(Connection target) throws SQLException {
        return TransferAudit.number(target, "SELECT count(*)" + notes());
    }

    @Override
    public void close() {
        table.close();
    }
}
