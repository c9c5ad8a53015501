package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Collection;
import io.longhaul.bench.lab.LedgerRows;
import io.longhaul.bench.lab.SourceTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Source, target and ledger compared after a migration, by queries of their own.
 *
 * @param stale points whose vector is not that of the text which the source has now
 * @param flaws where the ledger is wrong; empty when it is exact
 */
record Audit(long lost, long duplicated, long stale, List<String> flaws) {

    /** Vectors are stored with unit length, which may round their last digits. */
    private static final double CLOSE = 1e-4;

    Audit {
        flaws = List.copyOf(flaws);
    }

    boolean clean() {
        return lost == 0 && duplicated == 0 && stale == 0 && flaws.isEmpty();
    }

    /**
     * @param refused records with a text that the embeddings API does not take
     * @param vector that belongs to a text
     */
    static Audit of(
            SourceTable source,
            Set<Long> refused,
            Collection target,
            LedgerRows ledger,
            String name,
            Function<String, float[]> vector)
            throws Exception {
        Map<Long, String> expected = source.texts();
        refused.forEach(expected::remove);
        Set<Long> failing = new TreeSet<>(source.broken());
        failing.addAll(refused);
        List<Collection.Point> points = target.points();
        Set<Long> found = new HashSet<>();
        Set<String> keys = new HashSet<>();
        long duplicated = 0;
        long stale = 0;
        for (Collection.Point point : points) {
            String text = expected.get(point.id());
            boolean newId = found.add(point.id());
            boolean newKey = keys.add(point.key());
            if (!newId || !newKey || text == null) {
                duplicated++;
            } else if (!close(point.vector(), vector.apply(text))) {
                stale++;
            }
        }
        long lost = expected.keySet().stream().filter(id -> !found.contains(id)).count();
        return new Audit(lost, duplicated, stale, flaws(ledger, name, expected.size(), failing));
    }

    static boolean close(float[] one, float[] other) {
        if (one.length != other.length) {
            return false;
        }
        for (int i = 0; i < one.length; i++) {
            if (Math.abs(one[i] - other[i]) > CLOSE) {
                return false;
            }
        }
        return true;
    }

    private static List<String> flaws(LedgerRows ledger, String name, int moved, Set<Long> failing) throws Exception {
        List<String> flaws = new ArrayList<>();
        Expectation expect = (what, sql, number) -> {
            long is = ledger.number(sql, name);
            if (is != number) {
                flaws.add(what + " is " + is + ", not " + number);
            }
        };
        String batches = " from ingestion_batch b join ingestion_job j on j.id = b.job_id where j.name = ?";
        expect.that("jobs", "select count(*) from ingestion_job where name = ? and status = 'completed'", 1);
        expect.that("jobs of any status", "select count(*) from ingestion_job where name = ?", 1);
        expect.that("batches not completed", "select count(*)" + batches + " and b.status <> 'completed'", 0);
        expect.that("processed and skipped", "select sum(b.processed + b.skipped)" + batches, moved);
        expect.that("failed", "select sum(b.failed)" + batches, failing.size());
        expect.that("records", "select sum(b.records)" + batches, moved + (long) failing.size());
        expect.that("progress", "select processed_records + skipped_records from job_progress where name = ?", moved);
        expect.that("stage", """
                select (select count(*) from ingestion_stage s where s.job_id = j.id)
                     + (select count(*) from ingestion_vector v where v.job_id = j.id)
                from ingestion_job j where j.name = ?""", 0);
        Set<Long> recorded = new TreeSet<>();
        for (List<String> row : ledger.rows("""
                select f.record_key[1] from ingestion_failure f join ingestion_job j on j.id = f.job_id
                where j.name = ? and f.resolved_at is null""", name)) {
            recorded.add(Long.parseLong(row.get(0)));
        }
        if (!recorded.equals(failing)) {
            flaws.add(
                    "failures are " + recorded.size() + " records, not the " + failing.size() + " that can't be moved");
        }
        return flaws;
    }

    private interface Expectation {
        void that(String what, String sql, long number) throws Exception;
    }
}
