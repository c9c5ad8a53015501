package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Lab;
import io.longhaul.bench.lab.Memos;
import io.longhaul.bench.lab.Migration;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
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
    public Lab lab() {
        return lab;
    }

    @Override
    public TransferAudit arrived(Connection target) throws SQLException {
        return TransferAudit.of(memos.records(), found -> memos.copied(target, found::take));
    }

    @Override
    public List<String> flaws(Connection target) throws SQLException {
        String name = memos.name();
        Books books = new Books(lab, name);
        List<String> flaws = books.flaws(memos.size(), 0, memos.size());
        String noted = " from longhaul.longhaul_batch where job = '" + books.job() + "'";
        TransferAudit.Expectation inTarget = TransferAudit.expecting(target, flaws);
        inTarget.that("batches noted in the target", "select count(*)" + noted, books.batches());
        inTarget.that("records noted in the target", "select sum(copied)" + noted, memos.size());
        inTarget.that("indexes, valid", """
                select count(*) from pg_index i join pg_class c on c.oid = i.indexrelid
                where i.indisvalid and c.relnamespace = '%s'::regnamespace""".formatted(name), 5);
        return flaws;
    }

    @Override
    public long noted(Connection target) throws SQLException {
        return TransferAudit.number(
                target,
                "select count(*) from longhaul.longhaul_batch where job = '" + new Books(lab, memos.name()).job()
                        + "'");
    }

    @Override
    public void change() throws IOException {
        memos.deleteLast();
    }
}
