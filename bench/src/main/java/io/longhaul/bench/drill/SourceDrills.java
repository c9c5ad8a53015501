package io.longhaul.bench.drill;

import io.longhaul.bench.lab.Collection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rows that are inserted, updated and deleted while they are moved. What is promised: a row that is there and the same
 * from the first moment to the last arrives exactly once; of one that is changed either version arrives; and the next
 * run brings what is missing or older. Points of rows that are gone stay, and verification reports them.
 */
final class SourceDrills {

    private SourceDrills() {}

    static List<Drill<Trial>> all() {
        return List.of(new Drill<>(
                "source-changes", "rows inserted, updated and deleted, then a second run", SourceDrills::change));
    }

    private static void change(Trial trial) throws Exception {
        String table = trial.table().name();
        Map<Long, String> before = trial.table().texts();
        List<Long> ids = new ArrayList<>(before.keySet());
        Set<Long> changed = new HashSet<>();
        trial.fleet().staff(2);
        trial.pace(Duration.ofSeconds(trial.size().times(25, 4)));
        trial.migration().start();
        // No two rows get one text, which would be paid for twice by right.
        for (int change = 0; !trial.migration().ended(); change++) {
            long id = ids.get(trial.random().nextInt(ids.size()));
            changed.add(id);
            switch (trial.random().nextInt(3)) {
                case 0 ->
                    trial.table()
                            .execute("UPDATE " + table + " SET parse_content = concat(parse_content, '.') WHERE id = "
                                    + id);
                case 1 -> trial.table().execute("DELETE FROM " + table + " WHERE id = " + id);
                // Ids of the sample are without gaps: a new one comes after the last, and in the middle where one went.
                default ->
                    trial.table()
                            .execute("INSERT IGNORE INTO " + table + " VALUES ("
                                    + (trial.random().nextBoolean() ? id : 5_000_000 + id) + ", 'new', 'a new text "
                                    + change + "')");
            }
            trial.count(1);
            Thread.sleep(trial.random().nextInt(60));
        }
        Map<Long, String> unchanged = new HashMap<>(before);
        unchanged.keySet().removeAll(changed);
        Audit first = compare(trial, unchanged, Set.of());
        if (!first.clean()) {
            trial.complain("after the first run " + first);
        }

        trial.embeddings().latency(Duration.ofMillis(50));
        trial.migration().start();
        trial.migration().awaitEnd(Duration.ofMinutes(3));
        Map<Long, String> now = trial.table().texts();
        Set<Long> gone = new HashSet<>(before.keySet());
        gone.addAll(changed);
        gone.removeAll(now.keySet());
        trial.audited(compare(trial, now, gone));
    }

    /** @param gone whose points may be there; without any, rows that are not asked for may be there too */
    private static Audit compare(Trial trial, Map<Long, String> expected, Set<Long> gone) throws Exception {
        Map<Long, Integer> found = new HashMap<>();
        long stale = 0;
        long duplicated = 0;
        for (Collection.Point point : trial.points()) {
            String text = expected.get(point.id());
            found.merge(point.id(), 1, Integer::sum);
            if (text != null && !Audit.close(point.vector(), trial.embeddings().vector(text))) {
                stale++;
            }
            if (text == null && !gone.isEmpty() && !gone.contains(point.id()) && point.id() < 5_000_000) {
                duplicated++;
            }
        }
        duplicated += found.values().stream().filter(times -> times > 1).count();
        long lost =
                expected.keySet().stream().filter(id -> !found.containsKey(id)).count();
        List<String> flaws = new ArrayList<>();
        long open = trial.ledger().number("""
                select count(*) from ingestion_batch b join ingestion_job j on j.id = b.job_id
                where j.name = ? and (b.status <> 'completed' or b.processed + b.skipped + b.failed <> b.records)""", trial.migration().name());
        if (open > 0) {
            flaws.add(open + " batches are not completed, or do not add up");
        }
        return new Audit(lost, duplicated, stale, flaws);
    }
}
