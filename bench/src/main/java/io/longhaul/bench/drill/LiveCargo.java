package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.LedgerRows;
import io.longhaul.bench.lab.Migration;
import io.longhaul.embedded.load.Load;
import io.longhaul.embedded.load.LoadTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A table that is changed while an application is at work on it. */
final class LiveCargo implements Cargo {

    /** Rows of a batch, which is filled in ten transactions. */
    static final int BATCH = 200;

    private static final int WRITERS = 2;
    private static final int READERS = 1;
    private static final int PAUSE_MILLIS = 5;

    private final Lab lab;
    private final String name;
    private final int rows;
    private final Load load;

    private LiveCargo(Lab lab, String name, int rows, Load load) {
        this.lab = lab;
        this.name = name;
        this.rows = rows;
        this.load = load;
    }

    static Cargo load(Lab lab, String name, int batches) throws SQLException {
        int rows = batches * BATCH;
        try (Connection target = lab.target();
                Statement statement = target.createStatement()) {
            statement.execute("""
                    CREATE TABLE %1$s (id bigint PRIMARY KEY, email text NOT NULL, version bigint NOT NULL);
                    INSERT INTO %1$s SELECT n, 'Member.' || n || '@Example.org', 0 FROM generate_series(1, %2$d) n""".formatted(name, rows));
            statement.execute("VACUUM ANALYZE " + name);
        }
        LoadTable table = new LoadTable(
                name,
                "INSERT INTO " + name + " (id, email, version) VALUES (?, 'New@Example.org', ?)",
                "UPDATE " + name + " SET version = ? WHERE id = ?",
                "DELETE FROM " + name + " WHERE id = ?",
                "SELECT version FROM " + name + " WHERE id = ?",
                "SELECT id, version FROM " + name,
                rows + 1L,
                rows);
        return new LiveCargo(lab, name, rows, Load.start(lab.targetSource(), table, WRITERS, READERS, PAUSE_MILLIS));
    }

    @Override
    public Migration migration(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("LONGHAUL_RECIPE", "backfill");
        all.put("BACKFILL_TABLE", "public." + name);
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
    public TransferAudit audit() throws SQLException {
        load.close();
        try (Connection target = lab.target()) {
            return compared(target);
        }
    }

    @Override
    public TransferAudit arrived() throws SQLException {
        return audit().with(List.of());
    }

    private TransferAudit compared(Connection target) throws SQLException {
        long lost = 0;
        long twice = 0;
        List<String> flaws = new ArrayList<>();
        for (String finding : load.findings()) {
            if (finding.endsWith(" times")) {
                twice++;
            } else if (finding.startsWith("row ")) {
                lost++;
            } else if (!finding.contains("53100")) {
                // A disk that is full is full for all.
                flaws.add("a writer's " + finding);
            }
        }
        long wrong = TransferAudit.number(
                target, "SELECT count(*) FROM " + name + " WHERE email_key IS DISTINCT FROM lower(email)");
        flaws.addAll(flaws(target));
        return new TransferAudit(lost, twice, wrong, flaws);
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
        inLedger.that(
                "filled, as the target has noted",
                "select sum(b.processed)" + batches,
                TransferAudit.number(target, "SELECT sum(filled)" + noted(ledger) + " AND batch >= 0"));
        TransferAudit.Expectation inTarget =
                (what, sql, number) -> TransferAudit.note(flaws, what, TransferAudit.number(target, sql), number);
        String ofTable = " = '" + name + "'::regclass";
        inTarget.that("rows of before", "SELECT count(*) FROM " + name + " WHERE id <= " + rows, rows);
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

    private String noted(LedgerRows ledger) throws SQLException {
        return " FROM longhaul.batch WHERE job = '"
                + ledger.rows("select id from ingestion_job where name = ?", name)
                        .get(0)
                        .get(0) + "'";
    }

    @Override
    public long noted() throws SQLException {
        try (Connection target = lab.target()) {
            return TransferAudit.number(target, "SELECT count(*)" + noted(new LedgerRows(lab)));
        }
    }

    @Override
    public void close() {
        load.close();
    }
}
