package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.Migration;
import io.longhaul.bench.lab.Shop;
import java.sql.Connection;
import java.sql.SQLException;
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
    public Lab lab() {
        return lab;
    }

    @Override
    public TransferAudit arrived(Connection target) throws SQLException {
        TransferAudit all = new TransferAudit(0, 0, 0, List.of());
        for (String table : Shop.tables()) {
            all = all.and(TransferAudit.of(
                    shop.rows(table),
                    found -> Shop.copied(target, name, table, (key, words) -> found.take(key, words))));
        }
        return all;
    }

    @Override
    public List<String> flaws(Connection target) throws SQLException {
        long moved = shop.rows() - (long) shop.orphans();
        Books books = new Books(lab, name);
        List<String> flaws = books.flaws(moved, shop.orphans(), shop.rows());
        String own = name + "_quarantine.";
        TransferAudit.Expectation inTarget = TransferAudit.expecting(target, flaws);
        inTarget.that("batches noted in the target", "select count(*) from " + own + "longhaul_batch", books.batches());
        inTarget.that("rows noted in the target", "select sum(copied) from " + own + "longhaul_batch", moved);
        inTarget.that("quarantined rows", "select count(*) from " + own + "line", shop.orphans());
        inTarget.that("foreign keys, valid", """
                select count(*) from pg_constraint where contype = 'f' and convalidated
                  and connamespace = '%s'::regnamespace""".formatted(name), 2);
        inTarget.that("indexes", "select count(*) from pg_indexes where schemaname = '" + name + "'", 5);
        return flaws;
    }

    @Override
    public long noted(Connection target) throws SQLException {
        return TransferAudit.number(target, "select count(*) from " + name + "_quarantine.longhaul_batch");
    }

    @Override
    public void change() throws SQLException {
        shop.execute("UPDATE line SET label = 'changed' WHERE id = (SELECT max(id) FROM line)");
    }
}
